import { act, render, renderHook, screen } from '@testing-library/react'
import { StrictMode, useEffect } from 'react'
import { expect, test, vi } from 'vitest'
import { connections, heartbeat, schemas, type StoringTransport, useConnection } from 'wirehooks'
import { createFakeTransport, type FakeTransport } from 'wirehooks/testing'
import { afterLinger, setUp } from './support/setUp'

test.each([false, true])('is idle without a transport, and dials nothing (disabled: %s)', async (isDisabled) => {
  const { clock, fake, network, options, pass } = setUp()
  const transport = isDisabled ? fake : null
  const { result } = renderHook(() => useConnection(transport, { ...options, enabled: !isDisabled }).status)
  await pass(60_000)
  expect(result.current).toBe('idle')
  expect(fake.links).toEqual([])
  expect({ timers: clock.timers, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
})

test('can be enabled and disabled', async () => {
  const { fake, options, open, pass } = setUp()
  const { result, rerender } = renderHook(({ enabled }) => useConnection(fake, { ...options, enabled }).status, {
    initialProps: { enabled: false },
    wrapper: StrictMode,
  })
  rerender({ enabled: true })
  expect(result.current).toBe('connecting')
  open()
  expect(result.current).toBe('open')
  rerender({ enabled: false })
  expect(result.current).toBe('idle')
  expect(fake.link.status).toBe('open')
  await pass(afterLinger)
  expect(fake.link.status).toBe('closed')
  rerender({ enabled: true })
  expect(result.current).toBe('connecting')
  expect(fake.links).toHaveLength(2)
})

test('stays idle, and leaves nothing behind, when it is opened or closed while disabled', async () => {
  const { clock, fake, network, options, pass } = setUp()
  const before = connections.getState().length
  const { result, unmount } = renderHook(() => useConnection(fake, { ...options, enabled: false }))
  act(() => result.current.open())
  act(() => result.current.reconnect())
  act(() => result.current.close())
  expect(result.current.status).toBe('idle')
  unmount()
  await pass(afterLinger)
  expect({ timers: clock.timers, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
  expect(connections.getState()).toHaveLength(before)
})

test('cannot send while disabled, and says so to the newest onError', async () => {
  const { fake, options } = setUp()
  const onError = [vi.fn(), vi.fn()] as const
  const { result, rerender } = renderHook(
    ({ turn }) => useConnection(fake, { ...options, enabled: false, onError: onError[turn] }),
    { initialProps: { turn: 0 as 0 | 1 } },
  )
  rerender({ turn: 1 })
  expect(await result.current.emit('CHAT')).toMatchObject({ outcome: 'dropped', error: { code: 'cannot-send' } })
  expect(onError[0]).not.toHaveBeenCalled()
  expect(onError[1]).toHaveBeenCalledOnce()
})

test('another transport is another connection', async () => {
  const { fake, options, open, pass } = setUp()
  const next = createFakeTransport()
  const { result, rerender } = renderHook(({ transport }) => useConnection(transport, options).status, {
    initialProps: { transport: fake },
  })
  open()
  rerender({ transport: next })
  expect(result.current).toBe('connecting')
  expect(next.links).toHaveLength(1)
  await pass(afterLinger)
  expect(fake.link.status).toBe('closed')
  expect(next.link.status).toBe('dialling')
})

test("never shows the old transport's message under the new one", async () => {
  const { fake, options, open, pass } = setUp()
  const next = createFakeTransport()
  const shown: string[] = []
  function Chat({ transport }: { transport: FakeTransport }) {
    const { status, lastMessage } = useConnection(transport, options)
    const line = `${transport === next ? 'new' : 'old'} ${status} ${String(lastMessage?.data)}`
    useEffect(() => void shown.push(line), [line])
    return <output>{line}</output>
  }
  const { rerender } = render(<Chat transport={fake} />)
  open()
  act(() => fake.link.message('CHAT', 'from the old'))
  expect(screen.getByRole('status').textContent).toBe('old open from the old')
  rerender(<Chat transport={next} />)
  act(() => fake.link.message('CHAT', 'late from the old'))
  await pass(100)
  act(() => next.link.open())
  act(() => next.link.message('CHAT', 'from the new'))
  await pass(100)
  expect(shown.filter((line) => line.startsWith('new'))).toEqual([
    // Opening is an effect, so what is rendered first has not started.
    'new idle undefined',
    'new connecting undefined',
    'new open undefined',
    'new open from the new',
  ])
})

test('the old connection goes on with its own transport until it is released', async () => {
  const { fake, options, open, pass } = setUp()
  const next = createFakeTransport()
  const { rerender } = renderHook(({ transport }) => useConnection(transport, options), {
    initialProps: { transport: fake },
  })
  open()
  rerender({ transport: next })
  act(() => fake.link.drop())
  await pass(afterLinger)
  // Whether it tries again is its own business; the new address is none of it.
  expect(next.links).toHaveLength(1)
})

test('the old connection still takes what a cleanup sends', async () => {
  const { fake, options, open } = setUp()
  const { rerender } = renderHook(
    ({ enabled }) => {
      const { emit } = useConnection(fake, { ...options, enabled })
      useEffect(() => {
        if (enabled) return () => void emit('LEAVE')
      }, [emit, enabled])
    },
    { initialProps: { enabled: true } },
  )
  open()
  rerender({ enabled: false })
  expect(fake.sent).toEqual([{ event: 'LEAVE', data: undefined }])
})

test.each(['inline', null])('an inline transport with the key %s does not reconnect', async (key) => {
  const { options, pass } = setUp()
  const made: FakeTransport[] = []
  const { result, rerender } = renderHook(() => {
    const transport = createFakeTransport({ key })
    made.push(transport)
    return useConnection(transport, options).status
  })
  const dialled = () => made.flatMap(({ links }) => links)
  const [first] = dialled()
  act(() => first?.open())
  for (let turn = 0; turn < 10; turn += 1) rerender()
  await pass(6000)
  expect(dialled()).toHaveLength(1)
  act(() => first?.drop())
  await pass(1100)
  expect(made.at(-1)?.links).toHaveLength(1)
  expect(result.current).toBe('reconnecting')
})

test('inline options and callbacks never reconnect', async () => {
  const { clock, fake, network, open, pass } = setUp()
  const { result, rerender } = renderHook(() =>
    useConnection(fake, {
      clock,
      network,
      backoff: { maxDelay: 3000 },
      wrappers: [heartbeat({ interval: 5000, isPong: () => true })],
      outbox: { capacity: 3 },
      validate: schemas({}),
      onOpen() {},
      onMessage() {},
      onClose() {},
      onError() {},
      onInvalid() {},
    }),
  )
  open()
  const { connection } = result.current
  for (let turn = 0; turn < 100; turn += 1) rerender()
  await pass(2000)
  expect(fake.links).toHaveLength(1)
  expect(fake.link.status).toBe('open')
  expect(result.current.connection).toBe(connection)
})

test('a component that left the connection it closed, and comes back, counts as new: somebody signs out and in', () => {
  const { fake, options, open } = setUp()
  let chat: ReturnType<typeof useConnection> | undefined
  const { rerender } = renderHook(
    ({ enabled }: { enabled: boolean }) => (chat = useConnection(fake, { ...options, enabled })),
    { initialProps: { enabled: true } },
  )
  open()
  act(() => chat?.close())
  rerender({ enabled: true })
  expect(chat?.status).toBe('closed')
  rerender({ enabled: false })
  rerender({ enabled: true })
  expect([chat?.status, fake.links.length]).toEqual(['connecting', 2])
})

test('a wrapper of a second user that throws breaks nothing', () => {
  const { fake, options } = setUp()
  renderHook(() => useConnection(fake, options))
  const broken = (): never => {
    throw new Error('mine')
  }
  const { result } = renderHook(() => useConnection(fake, { ...options, wrappers: [broken] }))
  expect(result.current.status).toBe('connecting')
})

test('without a transport, nothing can be sent, and the error says why', async () => {
  const errors: string[] = []
  const { result } = renderHook(() =>
    useConnection(null as StoringTransport | null, { onError: ({ message }) => errors.push(message) }),
  )
  expect(await result.current.emit('A')).toMatchObject({ outcome: 'dropped', error: { code: 'cannot-send' } })
  expect(errors).toEqual([expect.stringContaining('Expected an address to send to, and the hook has none')])
})
