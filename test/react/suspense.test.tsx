import { act, render, screen } from '@testing-library/react'
import { type ReactNode, StrictMode, Suspense, useEffect, useState } from 'react'
import { expect, test } from 'vitest'
import { useConnection, useEvent, useFold, useLatest, useMessages, usePresence, useRoom } from 'wirehooks'
import { createFakePresence } from 'wirehooks/testing'
import { setUp } from './support/setUp'
import { createSuspending } from './support/suspending'

const modes: [string, (props: { children?: ReactNode }) => ReactNode][] = [
  ['plain', ({ children }) => children],
  ['StrictMode', ({ children }) => <StrictMode>{children}</StrictMode>],
]

/** A chat whose tree is shown, hidden because a child suspends again, and shown again. */
function setUpChat(Wrapper: (props: { children?: ReactNode }) => ReactNode) {
  const scene = setUp()
  const { fake, options } = scene
  const { useSuspending, suspend, resume } = createSuspending()
  const heard: unknown[] = []
  let hide = (): void => {}

  function Slow() {
    useSuspending()
    return null
  }

  function Chat() {
    const chat = useConnection(fake, options)
    const count = useFold(chat, 'CHAT', (sum) => sum + 1, 0)
    const last = useLatest(chat, 'CHAT')
    const list = useMessages(chat, 'CHAT')
    const room = useRoom(chat, 'lobby')
    useEvent(chat, 'CHAT', (data) => void heard.push(data))
    return (
      <output>
        {chat.status} {count} {String(last)} {list.length} {room.status} {String(chat.lastMessage?.data)}
      </output>
    )
  }

  function App() {
    const [isThere, setThere] = useState(true)
    useEffect(() => {
      hide = () => setThere(false)
    }, [])
    return (
      <Suspense fallback="waiting">
        {isThere && <Chat />}
        <Slow />
      </Suspense>
    )
  }

  render(
    <Wrapper>
      <App />
    </Wrapper>,
  )
  return {
    ...scene,
    heard,
    suspend,
    resume,
    hide: () => act(() => hide()),
    text: () => document.querySelector('output')?.textContent,
    said: () => fake.link.sent.map(({ event, data }) => `${event} ${String(data)}`),
  }
}

for (const [name, Wrapper] of modes) {
  test(`a tree that suspends again for 300 ms hears every message (${name})`, async () => {
    const { fake, open, receive, pass, suspend, resume, heard, text } = setUpChat(Wrapper)
    open()
    for (let number = 1; number <= 5; number += 1) receive('CHAT', number)
    await pass(100)
    suspend()
    expect(document.body.textContent).toContain('waiting')
    for (let number = 6; number <= 11; number += 1) {
      receive('CHAT', number)
      await pass(50)
    }
    await resume()
    await pass(100)
    expect(heard).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(text()).toBe('open 11 11 11 joined 11')
    expect(fake.links).toHaveLength(1)
  })

  test(`a tree that suspends again for longer than the linger keeps its link, its room and what waits (${name})`, async () => {
    const { fake, open, pass, suspend, resume, said, text } = setUpChat(Wrapper)
    open()
    await pass(100)
    suspend()
    await pass(5000)
    expect({ status: fake.link.status, said: said() }).toEqual({ status: 'open', said: ['join lobby'] })
    await resume()
    await pass(5000)
    expect({ links: fake.links.length, said: said() }).toEqual({ links: 1, said: ['join lobby'] })
    expect(text()).toMatch(/^open 0 undefined 0 joined/)
  })
}

test('what waits while its tree suspends is kept and sent', async () => {
  const { fake, options, pass } = setUp()
  const { useSuspending, suspend, resume } = createSuspending()
  let send: (data: string) => Promise<unknown> = () => Promise.reject(new Error('not mounted'))
  function Chat() {
    const { emit } = useConnection(fake, options)
    useEffect(() => {
      send = (data) => emit('CHAT', data)
    }, [emit])
    useSuspending()
    return null
  }
  render(
    <Suspense fallback="waiting">
      <Chat />
    </Suspense>,
  )
  const outcome = send('hi')
  suspend()
  await pass(3000)
  act(() => fake.link.open())
  await resume()
  expect(await outcome).toEqual({ outcome: 'sent' })
  expect(fake.sent).toMatchObject([{ event: 'CHAT', data: 'hi' }])
})

test('a component that is removed while its tree suspends lets go', async () => {
  const { clock, network, fake, open, pass, suspend, resume, hide } = setUpChat(({ children }) => children)
  open()
  await pass(100)
  suspend()
  hide()
  await resume()
  await pass(2000)
  expect(fake.link.status).toBe('closed')
  expect({ timers: clock.timers, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
})

test('presence stays while its tree suspends again', async () => {
  const { fake, options, clock, open, pass } = setUp()
  const { useSuspending, suspend, resume } = createSuspending()
  const server = createFakePresence(fake)
  function Board() {
    const chat = useConnection(fake, options)
    const presence = usePresence(chat, { key: 'ann', initial: {}, clock })
    useSuspending()
    return <output>{presence.status}</output>
  }
  render(
    <Suspense fallback="waiting">
      <Board />
    </Suspense>,
  )
  open()
  await pass(100)
  expect(screen.getByRole('status').textContent).toBe('present')
  suspend()
  await pass(5000)
  await resume()
  await pass(5000)
  const kinds = fake.sent.map(({ data }) => (data as { kind: string }).kind)
  expect(kinds).toEqual(['enter'])
  expect(screen.getByRole('status').textContent).toBe('present')
  expect(server).toBeDefined()
})

for (const [name, Wrapper] of modes) {
  test(`a connection that was closed stays closed while its user is suspended, also for a new mount (${name})`, async () => {
    const { fake, options, open, pass } = setUp()
    const { useSuspending, suspend, resume } = createSuspending()
    let close = (): void => {}
    let add = (): void => {}

    function First() {
      const chat = useConnection(fake, options)
      useEffect(() => {
        close = chat.close
      })
      return <output>{chat.status}</output>
    }

    function Second() {
      return <b>{useConnection(fake, options).status}</b>
    }

    function Slow() {
      useSuspending()
      return null
    }

    function App() {
      const [isSecondThere, setSecondThere] = useState(false)
      useEffect(() => {
        add = () => setSecondThere(true)
      }, [])
      return (
        <>
          <Suspense fallback="waiting">
            <First />
            <Slow />
          </Suspense>
          {isSecondThere && <Second />}
        </>
      )
    }

    render(
      <Wrapper>
        <App />
      </Wrapper>,
    )
    open()
    act(() => close())
    suspend()
    act(() => add())
    await pass(2000)
    expect(document.querySelector('b')?.textContent).toBe('closed')
    await resume()
    await pass(2000)
    expect(document.querySelector('b')?.textContent).toBe('closed')
    expect(fake.links).toHaveLength(1)
  })
}
