import { act, render, renderHook, screen } from '@testing-library/react'
import * as React from 'react'
import { Component, type ReactNode, startTransition, StrictMode, Suspense, useState } from 'react'
import { expect, test } from 'vitest'
import { connections, useConnection, useEvent, useFold } from 'wirehooks'
import { createFakeTransport } from 'wirehooks/testing'
import { createGate } from './support/gate'
import { afterLinger, setUp } from './support/setUp'

test('a component that suspends before it is mounted dials nothing and leaves nothing', async () => {
  const { clock, fake, network, options, pass } = setUp()
  const gate = createGate()
  const before = connections.getState().length
  function Chat() {
    const chat = useConnection(fake, options)
    useEvent(chat, 'CHAT', () => {})
    gate.read()
    return <output>{chat.status}</output>
  }
  const { unmount } = render(
    <Suspense fallback="waiting">
      <Chat />
    </Suspense>,
  )
  await pass(5000)
  expect(fake.links).toEqual([])
  expect({ timers: clock.timers, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
  expect(connections.getState()).toHaveLength(before)
  await gate.open()
  expect(screen.getByRole('status').textContent).toBe('connecting')
  expect(fake.links).toHaveLength(1)
  unmount()
})

test('a component that suspends and never mounts is forgotten', async () => {
  const { clock, fake, network, options, pass } = setUp()
  const gate = createGate()
  function Chat() {
    useConnection(fake, options)
    gate.read()
    return null
  }
  const { unmount } = render(
    <StrictMode>
      <Suspense fallback="waiting">
        <Chat />
      </Suspense>
    </StrictMode>,
  )
  unmount()
  await pass(60_000)
  expect(fake.links).toEqual([])
  expect({ timers: clock.timers, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
})

test('another transport in a transition is not dialled before it is shown', async () => {
  const { fake, options, open } = setUp()
  const next = createFakeTransport()
  const gate = createGate()
  let goOn = (): void => {}
  function Room({ isNext }: { isNext: boolean }) {
    const { status } = useConnection(isNext ? next : fake, options)
    if (isNext) gate.read()
    return (
      <output>
        {isNext ? 'new' : 'old'} {status}
      </output>
    )
  }
  function App() {
    const [isNext, setNext] = useState(false)
    return (
      <>
        <button ref={() => void (goOn = () => startTransition(() => setNext(true)))}>Go on</button>
        <Suspense fallback="waiting">
          <Room isNext={isNext} />
        </Suspense>
      </>
    )
  }
  render(<App />)
  open()
  act(goOn)
  expect(screen.getByRole('status').textContent).toBe('old open')
  expect(next.links).toEqual([])
  await gate.open()
  expect(screen.getByRole('status').textContent).toBe('new connecting')
  expect(next.links).toHaveLength(1)
})

class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override render() {
    if (!this.state.failed) return this.props.children
    return <button onClick={() => this.setState({ failed: false })}>Again</button>
  }
}

test('a component that an error boundary mounts again keeps the link', async () => {
  const { fake, options, open, pass, receive, takeComplaints } = setUp()
  function Chat() {
    const chat = useConnection(fake, options)
    const count = useFold(chat, 'CHAT', (count, data) => (data === 'bad' ? Number.NaN : count + 1), 0)
    if (Number.isNaN(count)) throw new Error('a message that cannot be shown')
    return (
      <output>
        {chat.status} {count}
      </output>
    )
  }
  render(
    <Boundary>
      <Chat />
    </Boundary>,
  )
  open()
  const onWindowError = (event: Event): void => event.preventDefault()
  globalThis.addEventListener('error', onWindowError)
  receive('CHAT', 'bad')
  globalThis.removeEventListener('error', onWindowError)
  // What React says of a caught error differs between its versions.
  takeComplaints()
  await pass(500)
  act(() => screen.getByRole('button').click())
  receive('CHAT', 'good')
  await pass(5000)
  expect(screen.getByRole('status').textContent).toBe('open 1')
  expect(fake.links).toHaveLength(1)
})

test('a key that changes mounts anew and keeps the link', async () => {
  const { fake, options, open, pass } = setUp()
  function Chat() {
    return <output>{useConnection(fake, options).status}</output>
  }
  const { rerender } = render(<Chat key="one" />)
  open()
  rerender(<Chat key="other" />)
  await pass(5000)
  expect(screen.getByRole('status').textContent).toBe('open')
  expect(fake.links).toHaveLength(1)
})

// Since React 19.2; its types know it, React 18 does not.
const Activity = (React as Partial<Pick<typeof React, 'Activity'>>).Activity

const whereActivityIs: [string, NonNullable<typeof Activity>][] = Activity ? [['Activity', Activity]] : []

for (const [name, Activity] of whereActivityIs) {
  test(`a hidden ${name} lets go of the link, and takes it again`, async () => {
    const { fake, options, open, pass, receive } = setUp()
    function Chat() {
      const chat = useConnection(fake, options)
      const count = useFold(chat, 'CHAT', (count) => count + 1, 0)
      return (
        <output>
          {chat.status} {count}
        </output>
      )
    }
    const App = ({ mode }: { mode: 'visible' | 'hidden' }) => (
      <Activity mode={mode}>
        <Chat />
      </Activity>
    )
    const { container, rerender } = render(<App mode="visible" />)
    open()
    receive('CHAT')
    rerender(<App mode="hidden" />)
    await pass(500)
    rerender(<App mode="visible" />)
    await pass(5000)
    expect(fake.link.status).toBe('open')
    rerender(<App mode="hidden" />)
    await pass(afterLinger)
    expect(fake.link.status).toBe('closed')
    rerender(<App mode="visible" />)
    open()
    receive('CHAT')
    await pass(100)
    expect(container.textContent).toBe('open 2')
    expect(fake.links).toHaveLength(2)
  })

  test(`what starts in a hidden ${name} dials when it is shown`, () => {
    const { fake, options } = setUp()
    const App = ({ mode }: { mode: 'visible' | 'hidden' }) => (
      <Activity mode={mode}>
        <Chat />
      </Activity>
    )
    function Chat() {
      useConnection(fake, options)
      return null
    }
    const { rerender } = render(<App mode="hidden" />)
    expect(fake.links).toEqual([])
    rerender(<App mode="visible" />)
    expect(fake.links).toHaveLength(1)
  })
}

test('a hook that is unmounted and mounted a hundred times leaves one link', async () => {
  const { clock, fake, network, options, open, pass } = setUp()
  const mount = () => renderHook(() => useConnection(fake, options).status, { wrapper: StrictMode })
  const first = mount()
  open()
  for (let turn = 0; turn < 100; turn += 1) {
    mount().unmount()
    await pass(10)
  }
  expect(fake.links).toHaveLength(1)
  expect(network.listeners).toBe(1)
  first.unmount()
  await pass(afterLinger)
  expect({ timers: clock.timers, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
})
