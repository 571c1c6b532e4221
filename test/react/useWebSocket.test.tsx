import { act, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, test, vi } from 'vitest'
import { json, text, useEvent, useWebSocket } from 'wirehooks'
import { afterLinger, setUp } from './support/setUp'
import { createSockets, freshUrl } from './support/sockets'

function setUpSockets() {
  const { clock, options, pass, takeComplaints } = setUp()
  const sockets = createSockets()
  const { WebSocket } = sockets
  return { clock, pass, sockets, takeComplaints, url: freshUrl(), options: { ...options, WebSocket } }
}

test('opens a socket, and speaks JSON events', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const heard: unknown[] = []
  const { result } = renderHook(
    () => {
      const chat = useWebSocket(url, { ...options, protocols: 'chat' })
      useEvent(chat, 'CHAT', (data) => heard.push(data))
      return { chat, status: chat.status }
    },
    { wrapper: StrictMode },
  )
  await pass(0)
  expect(sockets.all).toHaveLength(1)
  expect(sockets.newest).toMatchObject({ url, protocols: ['chat'] })
  act(() => sockets.newest.open())
  expect(result.current.status).toBe('open')
  act(() => sockets.newest.message({ type: 'CHAT', payload: { text: 'hi' } }))
  expect(heard).toEqual([{ text: 'hi' }])
  expect(await result.current.chat.emit('CHAT', { text: 'yo' })).toEqual({ outcome: 'sent' })
  expect(await result.current.chat.send([1])).toEqual({ outcome: 'sent' })
  expect(sockets.newest.sent).toEqual(['{"type":"CHAT","payload":{"text":"yo"}}', '[1]'])
})

test('the same url shares one socket', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const one = renderHook(() => useWebSocket(url, options).status)
  const other = renderHook(() => useWebSocket(url, options).status)
  await pass(0)
  act(() => sockets.newest.open())
  expect(sockets.all).toHaveLength(1)
  expect([one.result.current, other.result.current]).toEqual(['open', 'open'])
})

test('a url and its URL object are the same', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const one = renderHook(() => useWebSocket(new URL(url), options).connection)
  const other = renderHook(() => useWebSocket(new URL(url), options).connection)
  const plain = renderHook(() => useWebSocket(url, options).connection)
  await pass(0)
  expect(sockets.all).toHaveLength(1)
  expect(other.result.current).toBe(one.result.current)
  expect(plain.result.current).toBe(one.result.current)
  one.rerender()
  await pass(0)
  expect(sockets.all).toHaveLength(1)
})

test('other protocols are another socket, the same ones are not', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const { rerender } = renderHook(({ protocols }) => useWebSocket(url, { ...options, protocols }), {
    initialProps: { protocols: ['a', 'b'] },
  })
  rerender({ protocols: ['a', 'b'] })
  renderHook(() => useWebSocket(url, { ...options, protocols: ['a', 'b'] }))
  await pass(0)
  expect(sockets.all).toHaveLength(1)
  rerender({ protocols: ['b', 'a'] })
  await pass(0)
  expect(sockets.all.map(({ protocols }) => protocols)).toEqual([
    ['a', 'b'],
    ['b', 'a'],
  ])
})

test('other protocols are another socket when the url is a function, too', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const { rerender } = renderHook(({ protocols }) => useWebSocket(() => url, { ...options, protocols }), {
    initialProps: { protocols: 'a' },
  })
  await pass(0)
  rerender({ protocols: 'a' })
  rerender({ protocols: 'b' })
  await pass(0)
  expect(sockets.all.map(({ protocols }) => protocols)).toEqual([['a'], ['b']])
})

test('another url is another socket', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const next = freshUrl()
  const { result, rerender } = renderHook(({ url }) => useWebSocket(url, options).status, { initialProps: { url } })
  await pass(0)
  const old = sockets.newest
  act(() => old.open())
  rerender({ url: next })
  await pass(0)
  expect(result.current).toBe('connecting')
  expect(sockets.newest.url).toBe(next)
  await pass(afterLinger)
  expect(old.closes).toEqual(['open 1000'])
})

test('is idle without a url, and starts when there is one', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const { result, rerender } = renderHook(({ url }) => useWebSocket(url, options).status, {
    initialProps: { url: null as string | null },
  })
  await pass(0)
  expect(result.current).toBe('idle')
  rerender({ url })
  await pass(0)
  expect(result.current).toBe('connecting')
  act(() => sockets.newest.open())
  rerender({ url: null })
  await pass(0)
  expect(result.current).toBe('idle')
  await pass(afterLinger)
  expect(sockets.all.map(({ closes }) => closes)).toEqual([['open 1000']])
})

test('calls a url function before every attempt, always the newest', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const asked: unknown[] = []
  const { rerender } = renderHook(
    ({ token }) =>
      useWebSocket(({ attempt, refresh, signal }) => {
        asked.push([attempt, refresh, signal.aborted])
        return Promise.resolve(`${url}?${token}`)
      }, options),
    { initialProps: { token: 'one' } },
  )
  await pass(0)
  expect(sockets.newest.url).toBe(`${url}?one`)
  rerender({ token: 'two' })
  await pass(0)
  expect(sockets.all).toHaveLength(1)
  act(() => sockets.newest.open())
  await pass(6000)
  act(() => sockets.newest.drop(4401))
  await pass(600)
  expect(sockets.newest.url).toBe(`${url}?two`)
  act(() => sockets.newest.drop(1006))
  await pass(1100)
  expect(asked).toEqual([
    [0, false, false],
    [1, true, false],
    [2, true, false],
  ])
})

test('calls a protocols function before every attempt', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  renderHook(() => useWebSocket(url, { ...options, protocols: ({ attempt }) => ['v1', `attempt-${attempt}`] }))
  await pass(0)
  act(() => sockets.newest.drop())
  await pass(600)
  expect(sockets.all.map(({ protocols }) => protocols)).toEqual([
    ['v1', 'attempt-0'],
    ['v1', 'attempt-1'],
  ])
})

test('a url function that fails is tried again, one that says unauthorized is not', async () => {
  const { sockets, options, pass } = setUpSockets()
  const getUrl = vi.fn().mockRejectedValueOnce(new Error('no token server'))
  getUrl.mockRejectedValueOnce(Object.assign(new Error('signed out'), { name: 'WireError', code: 'unauthorized' }))
  const { result } = renderHook(() => {
    const { status, error, closeReason } = useWebSocket(getUrl, options)
    return { status, error, closeReason }
  })
  await pass(0)
  expect(result.current).toMatchObject({ status: 'reconnecting', closeReason: { kind: 'credentials' } })
  await pass(600)
  expect(result.current).toMatchObject({ status: 'failed', error: { code: 'unauthorized' } })
  expect(sockets.all).toEqual([])
})

test('a url function is shared by its key only, and another key reconnects', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const useLive = ({ key, room = '' }: { key?: string; room?: string }) =>
    useWebSocket(() => url + room, key === undefined ? options : { ...options, key })
  const alone = renderHook(useLive, { initialProps: {} })
  renderHook(useLive, { initialProps: {} })
  await pass(0)
  expect(sockets.all).toHaveLength(2)
  alone.rerender({})
  const one = renderHook(useLive, { initialProps: { key: `${url} a`, room: '/a' } })
  renderHook(useLive, { initialProps: { key: `${url} a`, room: '/a' } })
  await pass(0)
  expect(sockets.all).toHaveLength(3)
  one.rerender({ key: `${url} b`, room: '/b' })
  await pass(0)
  expect(sockets.all.map((socket) => socket.url.slice(url.length))).toEqual(['', '', '/a', '/b'])
})

test('a socket without users is closed only when it has opened', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const { unmount } = renderHook(() => useWebSocket(url, options), { wrapper: StrictMode })
  await pass(0)
  unmount()
  await pass(afterLinger)
  expect(sockets.newest.closes).toEqual([])
  act(() => sockets.newest.open())
  expect(sockets.newest.closes).toEqual(['open 1000'])
  await pass(60_000)
  expect(sockets.all).toHaveLength(1)
})

test('nothing is dialled for a url function that answers after the unmount', async () => {
  const { clock, sockets, url, options, pass } = setUpSockets()
  const { promise: slow, resolve: answer } = Promise.withResolvers<string>()
  const signals: AbortSignal[] = []
  const { unmount } = renderHook(() =>
    useWebSocket(({ signal }) => {
      signals.push(signal)
      return slow
    }, options),
  )
  await pass(0)
  unmount()
  await pass(afterLinger)
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  answer(url)
  await pass(0)
  expect(sockets.all).toEqual([])
  expect(clock.timers).toBe(0)
})

test('a url that is none fails, with advice', async () => {
  const { options, pass } = setUpSockets()
  const { WebSocket: _, ...withoutSockets } = options
  const { result } = renderHook(() => {
    const { status, error } = useWebSocket('wss://not a url', withoutSockets)
    return { status, error }
  })
  await pass(0)
  expect(result.current).toMatchObject({ status: 'failed', error: { code: 'invalid-url' } })
  expect(result.current.error?.message).toMatch(/Expected an address such as wss:\/\/example.com\/live/)
})

test('takes another codec', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const { result } = renderHook(() => {
    const echo = useWebSocket(url, { ...options, codec: text() })
    return { echo, last: echo.lastMessage }
  })
  await pass(0)
  act(() => sockets.newest.open())
  act(() => sockets.newest.message('hi'))
  expect(result.current.last).toEqual({ event: 'message', data: '"hi"' })
  await result.current.echo.send('plain')
  expect(sockets.newest.sent).toEqual(['plain'])
})

test('an inline codec finds events elsewhere and reconnects nothing', async () => {
  const { sockets, url, options, pass } = setUpSockets()
  const heard: unknown[] = []
  const { rerender } = renderHook(() => {
    const ticker = useWebSocket(url, {
      ...options,
      codec: json({ event: ({ symbol }: { symbol: string }) => symbol }),
    })
    useEvent(ticker, 'ACME', (data) => heard.push(data))
  })
  await pass(0)
  act(() => sockets.newest.open())
  rerender()
  await pass(0)
  act(() => sockets.newest.message({ symbol: 'ACME', price: 3 }))
  act(() => sockets.newest.message({ symbol: 'OTHER', price: 4 }))
  expect(heard).toEqual([{ symbol: 'ACME', price: 3 }])
  expect(sockets.all).toHaveLength(1)
})

test('a frame that cannot be read is reported, and the socket goes on', async () => {
  const { sockets, url, options, takeComplaints, pass } = setUpSockets()
  const { result } = renderHook(() => {
    const { status, invalid } = useWebSocket(url, { ...options, maxFrameSize: 20 })
    return { status, invalid }
  })
  await pass(0)
  act(() => sockets.newest.open())
  act(() => sockets.newest.message('more than twenty characters'))
  expect(takeComplaints()).toEqual([expect.stringMatching(/maxFrameSize/)])
  expect(result.current).toEqual({ status: 'open', invalid: 1 })
})
