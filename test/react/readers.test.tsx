import { act, render, renderHook } from '@testing-library/react'
import { StrictMode, useLayoutEffect } from 'react'
import { describe, expect, test } from 'vitest'
import { createConnection, type Source, useConnection, useEvent, useFold, useLatest, useMessages } from 'wirehooks'
import { createFakeTransport, type FakeTransport } from 'wirehooks/testing'
import { countRenders, setUp } from './support/setUp'

interface Server {
  TICK: number
}

/** Each as a hook whose result tells how many messages it saw. */
const readers = {
  useFold: (source: Source<Server>) => useFold(source, 'TICK', (count) => count + 1, 0),
  useLatest: (source: Source<Server>) => (useLatest(source, 'TICK') ?? -1) + 1,
  useMessages: (source: Source<Server>) => useMessages(source, 'TICK', { limit: 5000 }).length,
}

function tick(fake: FakeTransport, count: number, from = 0) {
  for (let id = from; id < from + count; id += 1) fake.link.message('TICK', id)
}

describe.each(Object.entries(readers))('%s', (_, useCount) => {
  test('sees every message of a burst, and renders at most twice for it', async () => {
    const { fake, options, open, pass } = setUp()
    const { wrapper, take } = countRenders()
    const { result } = renderHook(() => useCount(useConnection<Server>(fake, options)), { wrapper })
    open()
    take()
    act(() => tick(fake, 1000))
    await pass(16)
    expect(result.current).toBe(1000)
    expect(take()).toBeLessThanOrEqual(2)
    await pass(1000)
    expect(take()).toBe(0)
  })

  test('reads a connection as it reads what a hook returned', async () => {
    const { fake, options, open, pass } = setUp()
    const connection = createConnection<Server>(fake, options)
    const { result } = renderHook(() => useCount(connection), { wrapper: StrictMode })
    connection.open()
    open()
    act(() => tick(fake, 3))
    await pass(16)
    expect(result.current).toBe(3)
  })

  test('loses nothing between the commit and the effects that follow', async () => {
    const { fake, options, open, pass } = setUp()
    const connection = createConnection<Server>(fake, options)
    connection.open()
    open()
    function Early({ from }: { from: number }) {
      useLayoutEffect(() => tick(fake, 10, from), [from])
      return null
    }
    const seen: number[] = []
    function Reader() {
      const count = useCount(connection)
      useLayoutEffect(() => void seen.push(count), [count])
      return count
    }
    const { container } = render(
      <>
        <Reader />
        <Early from={0} />
      </>,
    )
    await pass(100)
    expect(container.textContent).toBe('10')
    expect(seen).toEqual([0, 10])
  })

  test('sees each message once under StrictMode', async () => {
    const { fake, options, open, pass } = setUp()
    const { result } = renderHook(() => useCount(useConnection<Server>(fake, options)), { wrapper: StrictMode })
    open()
    act(() => tick(fake, 7))
    await pass(16)
    expect(result.current).toBe(7)
  })

  test('keeps its state while the connection comes and goes', async () => {
    const { fake, options, open, pass } = setUp()
    const { result } = renderHook(
      () => {
        const ticker = useConnection<Server>(fake, options)
        return { status: ticker.status, lastMessage: ticker.lastMessage, count: useCount(ticker) }
      },
      { wrapper: StrictMode },
    )
    open()
    act(() => tick(fake, 1))
    await pass(6000)
    act(() => fake.link.drop())
    expect(result.current).toMatchObject({ status: 'reconnecting', count: 1 })
    await pass(600)
    open()
    act(() => tick(fake, 1, 1))
    await pass(16)
    expect(result.current).toMatchObject({ status: 'open', count: 2 })
  })

  test('keeps still while its source is idle', async () => {
    const { options, pass } = setUp()
    const { wrapper, take } = countRenders()
    const { result } = renderHook(() => useCount(useConnection<Server>(null, options)), { wrapper })
    take()
    await pass(1000)
    expect(result.current).toBe(0)
    expect(take()).toBe(0)
  })

  test('starts anew with another source', async () => {
    const { fake, options, open, pass } = setUp()
    const one = createConnection<Server>(fake, options)
    const other = createConnection<Server>(createFakeTransport(), options)
    one.open()
    open()
    const { result, rerender } = renderHook(({ source }) => useCount(source), { initialProps: { source: one } })
    act(() => tick(fake, 2))
    await pass(16)
    expect(result.current).toBe(2)
    rerender({ source: other })
    expect(result.current).toBe(0)
    act(() => tick(fake, 2))
    await pass(16)
    expect(result.current).toBe(0)
  })

  test('stops listening when it is unmounted', async () => {
    const { clock, fake, options, open, pass } = setUp()
    const connection = createConnection<Server>(fake, options)
    connection.open()
    open()
    const { result, unmount } = renderHook(() => useCount(connection))
    act(() => tick(fake, 1))
    await pass(100)
    unmount()
    const timers = clock.timers
    tick(fake, 10, 1)
    // Somebody who listens would have asked for a frame.
    expect(clock.timers).toBe(timers)
    await pass(100)
    expect(result.current).toBe(1)
  })
})

test('several readers of one component see the same messages, in one render', async () => {
  const { fake, options, open, pass } = setUp()
  const { wrapper, take } = countRenders()
  const heard: number[] = []
  const { result } = renderHook(
    () => {
      const ticker = useConnection<Server>(fake, options)
      useEvent(ticker, 'TICK', (id) => heard.push(id))
      return [
        useFold(ticker, 'TICK', (sum, id) => sum + id, 0),
        useFold(ticker, 'TICK', (count) => count + 1, 0),
        useLatest(ticker, 'TICK'),
        useMessages(ticker, 'TICK', { limit: 2 }),
      ]
    },
    { wrapper },
  )
  open()
  take()
  act(() => tick(fake, 4))
  await pass(16)
  expect(result.current).toEqual([6, 4, 3, [2, 3]])
  expect(heard).toEqual([0, 1, 2, 3])
  expect(take()).toBeLessThanOrEqual(2)
})

test('readers of one component agree on every frame', async () => {
  const { fake, options, open, pass } = setUp()
  const seen: string[] = []
  function Pair() {
    const ticker = useConnection<Server>(fake, options)
    const one = useFold(ticker, 'TICK', (count) => count + 1, 0)
    const other = useLatest(ticker, 'TICK', (id) => id + 1) ?? 0
    useLayoutEffect(() => void seen.push(`${one} ${other}`), [one, other])
    return null
  }
  render(<Pair />)
  open()
  for (let frame = 0; frame < 5; frame += 1) {
    act(() => tick(fake, 10, frame * 10))
    await pass(16)
  }
  expect(seen.at(-1)).toBe('50 50')
  expect(seen.filter((line) => new Set(line.split(' ')).size > 1)).toEqual([])
})

test('a reader that comes later sees what comes later', async () => {
  const { fake, options, open, pass } = setUp()
  renderHook(() => useConnection<Server>(fake, options))
  open()
  act(() => tick(fake, 5))
  const { result } = renderHook(() => useMessages(useConnection<Server>(fake, options), 'TICK'))
  act(() => tick(fake, 1, 5))
  await pass(16)
  expect(result.current).toEqual([5])
})

test('useEvent hears nothing after the unmount', () => {
  const { fake, options, open } = setUp()
  const heard: number[] = []
  const connection = createConnection<Server>(fake, options)
  connection.open()
  open()
  const { unmount } = renderHook(() => useEvent(connection, 'TICK', (id) => heard.push(id)), { wrapper: StrictMode })
  tick(fake, 1)
  unmount()
  tick(fake, 1, 1)
  expect(heard).toEqual([0])
})
