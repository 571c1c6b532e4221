import { act, render, renderHook, screen } from '@testing-library/react'
import { StrictMode, useEffect, useLayoutEffect } from 'react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { connections, heartbeat, rateLimit, useConnection } from 'wirehooks'
import { createFakeTransport } from 'wirehooks/testing'
import { afterLinger, setUp } from './support/setUp'

test('shows the status', async () => {
  const { fake, options, open, pass } = setUp()
  const { result } = renderHook(() => useConnection(fake, options).status)
  expect(result.current).toBe('connecting')
  open()
  expect(result.current).toBe('open')
  await pass(6000)
  act(() => fake.link.drop())
  expect(result.current).toBe('reconnecting')
  await pass(600)
  open()
  expect(result.current).toBe('open')
  act(() => fake.link.drop(1008))
  expect(result.current).toBe('failed')
})

test('opens one link under StrictMode and keeps it', async () => {
  const { fake, options, open, pass } = setUp()
  const { result } = renderHook(() => useConnection(fake, options).status, { wrapper: StrictMode })
  open()
  await pass(5000)
  expect(fake.links).toHaveLength(1)
  expect(result.current).toBe('open')
})

test('releases the link a second after the unmount', async () => {
  const { fake, options, open, pass } = setUp()
  const { unmount } = renderHook(() => useConnection(fake, options))
  open()
  unmount()
  await pass(999)
  expect(fake.link.status).toBe('open')
  await pass(1)
  expect(fake.link).toMatchObject({ status: 'closed', closedFor: { kind: 'user' } })
})

test('lingers for as long as it is told', async () => {
  const { fake, options, open, pass } = setUp()
  const { unmount } = renderHook(() => useConnection(fake, { ...options, linger: 10_000 }))
  open()
  unmount()
  await pass(9999)
  expect(fake.link.status).toBe('open')
  await pass(1)
  expect(fake.link.status).toBe('closed')
})

test('keeps the link when it is mounted again in time', async () => {
  const { fake, options, open, pass } = setUp()
  const { unmount } = renderHook(() => useConnection(fake, options))
  open()
  unmount()
  await pass(900)
  const { result } = renderHook(() => useConnection(fake, options).status)
  expect(result.current).toBe('open')
  await pass(5000)
  expect(fake.links).toHaveLength(1)
  expect(fake.link.status).toBe('open')
})

test('dials again when it is mounted later', async () => {
  const { fake, options, open, pass } = setUp()
  const { unmount } = renderHook(() => useConnection(fake, options))
  open()
  unmount()
  await pass(afterLinger)
  const { result } = renderHook(() => useConnection(fake, options).status)
  expect(result.current).toBe('connecting')
  expect(fake.links).toHaveLength(2)
})

test('forgets a link that was still being dialled', async () => {
  const { fake, options, pass } = setUp()
  const { unmount } = renderHook(() => useConnection(fake, options))
  const { signal } = fake.link.context
  unmount()
  await pass(afterLinger)
  expect(fake.link.status).toBe('closed')
  expect(signal.aborted).toBe(true)
})

test('sends what a child said before the link was open', () => {
  const { fake, options, open } = setUp()
  function Child({ emit }: { emit(event: string, data: unknown): unknown }) {
    useLayoutEffect(() => void emit('JOIN', 'layout'), [emit])
    useEffect(() => void emit('JOIN', 'passive'), [emit])
    return null
  }
  function Parent() {
    const chat = useConnection(fake, options)
    return (
      <>
        <Child emit={chat.emit} />
        <output>{chat.queue.count}</output>
      </>
    )
  }
  render(<Parent />)
  expect(screen.getByRole('status').textContent).toBe('2')
  open()
  expect(screen.getByRole('status').textContent).toBe('0')
  expect(fake.sent.map(({ data }) => data)).toEqual(['layout', 'passive'])
})

test('closes, opens and reconnects on demand', () => {
  const { fake, options, open } = setUp()
  const { result } = renderHook(() => {
    const chat = useConnection(fake, options)
    return { chat, status: chat.status }
  })
  open()
  act(() => result.current.chat.close())
  expect(result.current.status).toBe('closed')
  act(() => result.current.chat.open())
  open()
  expect(result.current.status).toBe('open')
  act(() => result.current.chat.reconnect())
  expect(result.current.status).toBe('reconnecting')
  open()
  expect(result.current.status).toBe('open')
  expect(fake.links).toHaveLength(3)
})

test('gives a transport without a key a connection of its own', () => {
  const { options } = setUp()
  const fake = createFakeTransport({ key: null })
  const one = renderHook(() => useConnection(fake, options).connection)
  const other = renderHook(() => useConnection(fake, options).connection)
  expect(one.result.current).not.toBe(other.result.current)
  expect(fake.links).toHaveLength(2)
})

test("keeps time by the platform's clock, which a test runner may own", () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { fake, open } = setUp()
  const { result, unmount } = renderHook(() => useConnection(fake).status)
  open()
  act(() => void vi.advanceTimersByTime(6000))
  act(() => fake.link.drop())
  act(() => void vi.advanceTimersByTime(1100))
  open()
  expect(result.current).toBe('open')
  unmount()
  vi.advanceTimersByTime(afterLinger)
  expect(fake.link.status).toBe('closed')
  expect(vi.getTimerCount()).toBe(0)
})

test('leaves nothing behind', async () => {
  const { clock, fake, network, options, open, pass, receive } = setUp()
  const before = connections.getState().length
  const { unmount } = renderHook(
    () => {
      const chat = useConnection(fake, {
        ...options,
        wrappers: [rateLimit({ messages: 1, per: 1000 }), heartbeat()],
      })
      return [chat.status, chat.lastMessage, chat.queue]
    },
    { wrapper: StrictMode },
  )
  expect(connections.getState()).toHaveLength(before + 1)
  open()
  receive('CHAT', 'hi')
  act(() => fake.link.drop())
  unmount()
  await pass(afterLinger)
  expect({ timers: clock.timers, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
  expect(connections.getState()).toHaveLength(before)
})
