import { act, render, renderHook } from '@testing-library/react'
import { StrictMode, useEffect } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, onTestFinished, test } from 'vitest'
import { useConnection, useConnectionStatus, useFold, useLatest, useMessages } from 'wirehooks'
import { setUp } from './support/setUp'

function setUpHydration() {
  const { fake, options, pass, receive, open, takeComplaints } = setUp()
  const committed: string[] = []

  function Chat() {
    const chat = useConnection(fake, options)
    const status = useConnectionStatus(chat, (state) => [state.status, state.attempt])
    const last = useLatest(chat, 'CHAT', (data) => ({ data }))
    const count = useFold(chat, ['CHAT', 'OTHER'], (count) => count + 1, 0)
    const lines = useMessages(chat, 'CHAT')
    const parts = [chat.status, chat.isOpen, ...status, last?.data, count, lines.length, chat.lastMessage?.event]
    const line = parts.map(String).join(' ')
    useEffect(() => void committed.push(line), [line])
    return <p>{line}</p>
  }

  const root = document.createElement('div')
  root.innerHTML = renderToString(<Chat />)
  // React 18 warns of layout effects on a server, which this, having a document, is not.
  takeComplaints()
  return {
    fake,
    root,
    committed,
    pass,
    receive,
    open,
    hydrate: () =>
      act(() => {
        const client = hydrateRoot(
          root,
          <StrictMode>
            <Chat />
          </StrictMode>,
        )
        onTestFinished(() => act(() => client.unmount()))
      }),
    hold: () => renderHook(() => useConnection(fake, options)),
    Chat,
  }
}

const idle = 'idle false idle 0 undefined 0 0 undefined'

test('the server says idle, the client takes that over and goes on', async () => {
  const { fake, root, committed, hydrate, open, receive, pass } = setUpHydration()
  expect(root.textContent).toBe(idle)
  expect(fake.links).toEqual([])
  hydrate()
  expect(committed[0]).toBe(idle)
  open()
  receive('CHAT', 'hi')
  await pass(100)
  expect(fake.links).toHaveLength(1)
  expect(root.textContent).toBe('open true open 0 hi 1 1 CHAT')
})

test('a connection that is open already shows after the hydration', async () => {
  const { fake, root, committed, hydrate, hold, open, receive, pass } = setUpHydration()
  hold()
  open()
  receive('CHAT', 'before')
  hydrate()
  await pass(100)
  expect(committed[0]).toBe(idle)
  expect(root.textContent).toMatch(/^open true open 0 undefined 0 0 /)
  receive('CHAT', 'after')
  await pass(100)
  expect(root.textContent).toBe('open true open 0 after 1 1 CHAT')
  expect(fake.links).toHaveLength(1)
})

test('a render on the client needs no server', () => {
  const { Chat, open } = setUpHydration()
  const { container } = render(<Chat />)
  open()
  expect(container.textContent).toMatch(/^open true/)
})
