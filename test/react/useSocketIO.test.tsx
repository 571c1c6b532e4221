import { act, render, renderHook, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { io, Manager } from 'socket.io-client'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { connections, useConnection, useEvent, useLatest, useMessages, useRoom, useRooms } from 'wirehooks'
import { socketIO, useSocketIO, type UseSocketIOOptions } from 'wirehooks/socket.io'
import { createFakeNetwork } from 'wirehooks/testing'
import { range, recovering, type SocketIOServerOptions, stageSocketIO } from '../support/socketIO'
import { socketIOTraits } from '../support/socketIOTraits'
import { until } from '../support/until'
import { refuseComplaints } from './support/complaints'

interface ServerEvents {
  line(text: string): void
  moved(id: string, x: number, y: number): void
}

interface ClientEvents {
  say(text: string): void
  cursor(x: number, y: number): void
  list(items: number[]): void
  sum(one: number, other: number, answer: (sum: number) => void): void
}

/** Real servers: what happens comes when it comes. */
beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false })
})

afterAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
})

async function setUp(options?: SocketIOServerOptions) {
  const takeComplaints = refuseComplaints()
  const stage = stageSocketIO({ onTestFinished })
  const server = await stage.serve(options)
  return { ...stage, server, takeComplaints, quick: { linger: 20, backoff: { initialDelay: 20, maxDelay: 100 } } }
}

async function reads<T>(result: { readonly current: T }, wanted: T): Promise<void> {
  await waitFor(() => expect(result.current).toEqual(wanted), { interval: 5 })
}

test('opens one socket in StrictMode, and speaks with all arguments', async () => {
  const { server, quick } = await setUp({
    answer({ socket }, event, ...args) {
      if (event === 'sum') (args[2] as (sum: number) => void)(Number(args[0]) + Number(args[1]))
      if (event === 'say') socket.emit('line', args[0])
      if (event === 'cursor') socket.emit('moved', 'ann', ...args)
    },
  })
  const heard: unknown[] = []
  const { result, unmount } = renderHook(
    () => {
      const chat = useSocketIO<ServerEvents, ClientEvents>(server.url, quick)
      useEvent(chat, 'moved', ([id, x, y]) => heard.push({ id, x, y }))
      return {
        chat,
        status: chat.status,
        last: chat.lastMessage,
        lines: useMessages(chat, 'line'),
        x: useLatest(chat, 'moved', ([, x]) => x),
      }
    },
    { wrapper: StrictMode },
  )
  expect(result.current.status).toBe('connecting')
  const { chat } = result.current
  const early = chat.emit('say', 'early')
  expect(await chat.with({ volatile: true }).emit('cursor', 0, 0)).toEqual({ outcome: 'expired' })
  expect(await early).toEqual({ outcome: 'sent' })
  expect(await chat.request('sum', 1, 2)).toBe(3)
  expect(await chat.with({ timeout: 5000 }).request('sum', 3, 4)).toBe(7)
  expect(await chat.emit('list', [1, 2])).toEqual({ outcome: 'sent' })
  expect(await chat.with({ volatile: true }).emit('cursor', 1, 2)).toEqual({ outcome: 'sent' })
  await waitFor(() =>
    expect(result.current).toMatchObject({
      status: 'open',
      last: { event: 'moved', data: ['ann', 1, 2] },
      lines: ['early'],
      x: 1,
    }),
  )
  expect(heard).toEqual([{ id: 'ann', x: 1, y: 2 }])
  expect(server.peers.map(({ received }) => received)).toEqual([
    [
      ['say', 'early'],
      ['sum', 1, 2],
      ['sum', 3, 4],
      ['list', [1, 2]],
      ['cursor', 1, 2],
    ],
  ])
  expect(server.engines).toHaveLength(1)
  unmount()
  await until(server, () => server.io.engine.clientsCount === 0)
  expect(server.peers[0]?.closed).toBe('client namespace disconnect')
  await until(connections, () => connections.getState().length === 0)
})

test('a request with options is timed out, aborted', async () => {
  const { server, quick } = await setUp({ answer() {} })
  const { result } = renderHook(() => useSocketIO<ServerEvents, ClientEvents>(server.url, quick))
  const chat = result.current
  await expect(chat.with({ timeout: 30 }).request('sum', 1, 2)).rejects.toMatchObject({ code: 'timeout' })
  const signal = AbortSignal.abort('enough')
  await expect(chat.with({ signal }).request('sum', 1, 2)).rejects.toMatchObject({ code: 'aborted', cause: 'enough' })
})

test('reads each of 200 messages of one tick', async () => {
  const { server, quick } = await setUp({
    answer({ socket }) {
      for (const count of range(200)) socket.emit('tick', count)
    },
  })
  const { result } = renderHook(() => {
    const feed = useSocketIO(server.url, quick)
    return { feed, ticks: useMessages(feed, 'tick', { limit: 300 }) }
  })
  await result.current.feed.emit('go')
  await waitFor(() => expect(result.current.ticks).toEqual(range(200)))
})

test('the same url, namespace and options share one socket; inline callbacks change nothing', async () => {
  const { server, quick } = await setUp()
  const useChat = () =>
    useSocketIO(`${server.url}/`, {
      ...quick,
      auth: { token: 'a' },
      manager: { transports: ['websocket'] },
      onOpen() {},
    })
  const [one, other] = [renderHook(useChat), renderHook(useChat)]
  const third = renderHook(() =>
    useSocketIO(new URL(server.url), { ...quick, auth: { token: 'a' }, manager: { transports: ['websocket'] } }),
  )
  await server.peer()
  one.rerender()
  expect(other.result.current.connection).toBe(one.result.current.connection)
  expect(third.result.current.connection).toBe(one.result.current.connection)
  await until(one.result.current.store, () => one.result.current.store.getState().status === 'open')
  one.unmount()
  third.unmount()
  expect(await other.result.current.emit('still')).toEqual({ outcome: 'sent' })
  expect(server.engines).toHaveLength(1)
})

test('functions for credentials share one socket with an identity, and the newest of the first one is called', async () => {
  const { server, quick, takeComplaints } = await setUp()
  const { result, rerender } = renderHook(
    ({ token }) => useSocketIO(server.url, { ...quick, identity: 'ann', auth: () => ({ token }) }).status,
    { initialProps: { token: 'one' } },
  )
  renderHook(() => useSocketIO(server.url, { ...quick, identity: 'ann', auth: () => ({ token: 'other' }) }))
  expect(takeComplaints()).toEqual([expect.stringMatching(/their option "auth" differs/)])
  await reads(result, 'open')
  rerender({ token: 'two' })
  const { socket } = await server.peer()
  expect(server.peers).toHaveLength(1)
  socket.conn.close()
  await server.peer(2)
  expect(server.peers.map(({ socket }) => socket.handshake.auth)).toEqual([{ token: 'one' }, { token: 'two' }])
})

test("functions for credentials share nothing without an identity, so that nobody gets another one's messages", async () => {
  const { server, quick } = await setUp()
  renderHook(() => useSocketIO(server.url, { ...quick, auth: () => ({ token: 'ann' }) }))
  renderHook(() => useSocketIO(server.url, { ...quick, auth: () => ({ token: 'bob' }) }))
  await server.peer(2)
  expect(server.peers.map(({ socket }) => socket.handshake.auth)).toEqual([{ token: 'ann' }, { token: 'bob' }])
})

test('other plain credentials, manager options, or keys are other sockets', async () => {
  const { server, quick } = await setUp()
  const variants: UseSocketIOOptions[] = [
    {},
    { auth: { token: 'a' } },
    { auth: { token: 'b' } },
    { manager: { transports: ['websocket'] } },
    { key: 'other' },
  ]
  for (const options of variants) renderHook(() => useSocketIO(server.url, { ...quick, ...options }))
  await until(server, () => server.peers.length === variants.length)
  expect(server.io.engine.clientsCount).toBe(variants.length)
})

test('changed plain credentials reconnect', async () => {
  const { server, quick } = await setUp()
  const { result, rerender } = renderHook(
    ({ token }) => useSocketIO(server.url, { ...quick, auth: { token } }).status,
    {
      initialProps: { token: 'one' },
    },
  )
  await reads(result, 'open')
  rerender({ token: 'one' })
  rerender({ token: 'two' })
  await server.peer(2)
  await reads(result, 'open')
  await until(server, () => server.io.engine.clientsCount === 1)
  expect(server.peers.map(({ socket, closed }) => [socket.handshake.auth.token, closed])).toEqual([
    ['one', 'client namespace disconnect'],
    ['two', null],
  ])
})

test('a function for credentials that goes away is not asked any more', async () => {
  const { server, quick } = await setUp()
  const initialProps: Pick<UseSocketIOOptions, 'auth'> = { auth: () => ({ token: 'in' }) }
  const { result, rerender } = renderHook((options) => useSocketIO(server.url, { ...quick, ...options }).status, {
    initialProps,
  })
  await reads(result, 'open')
  rerender({})
  server.peers[0]?.socket.conn.close()
  await server.peer(2)
  expect(server.peers.map(({ socket }) => socket.handshake.auth)).toEqual([{ token: 'in' }, {}])
})

test('two namespaces share one engine, and one that unmounts does not disturb the other', async () => {
  const { server, quick } = await setUp({ namespaces: ['/chat', '/news'] })
  const chat = renderHook(() => useSocketIO(`${server.url}/chat`, quick).status)
  const news = renderHook(() => useSocketIO(`${server.url}/news`, quick).status)
  await reads(chat.result, 'open')
  await reads(news.result, 'open')
  expect(server.io.engine.clientsCount).toBe(1)
  chat.unmount()
  await until(server, () => server.peers.some(({ closed }) => closed))
  expect(news.result.current).toBe('open')
  news.unmount()
  await until(server, () => server.io.engine.clientsCount === 0)
  expect(server.engines).toHaveLength(1)
})

test('unmounted while it connects, it leaves no socket', async () => {
  const { server, proxy, quick } = await setUp()
  const relay = await proxy(server)
  const { unmount } = render(
    <StrictMode>
      <Status url={relay.url} options={{ ...quick, linger: 0, manager: { transports: ['websocket'] } }} />
    </StrictMode>,
  )
  await until(relay, () => relay.pairs[0])
  unmount()
  await until(connections, () => connections.getState().length === 0)
  await until(relay, () => !relay.pairs[0]?.isOpen)
  // A busy server hears of the link after it has ended, and then of its end.
  await until(server, () => server.io.engine.clientsCount === 0 && server.peers.every(({ closed }) => closed))
  expect(relay.pairs).toHaveLength(1)
})

function Status({ url, options }: { url: string | null; options: UseSocketIOOptions }) {
  return <output>{useSocketIO(url, options).status}</output>
}

test('keeps its socket over a remount', async () => {
  const { server, quick } = await setUp()
  const options = { ...quick, linger: 1000 }
  const { container, rerender } = render(<Status key="one" url={server.url} options={options} />)
  await waitFor(() => expect(container.textContent).toBe('open'))
  rerender(<Status key="two" url={server.url} options={options} />)
  expect(container.textContent).toBe('open')
  rerender(<p>elsewhere</p>)
  rerender(<Status key="three" url={server.url} options={options} />)
  expect(container.textContent).toBe('open')
  expect(server.engines).toHaveLength(1)
})

test('is idle without a source, or when it is not enabled', async () => {
  const { server, quick } = await setUp()
  const { result, rerender } = renderHook(({ url, enabled }) => useSocketIO(url, { ...quick, enabled }).status, {
    initialProps: { url: null as string | null, enabled: true },
  })
  expect(result.current).toBe('idle')
  rerender({ url: server.url, enabled: false })
  expect(result.current).toBe('idle')
  rerender({ url: server.url, enabled: true })
  await reads(result, 'open')
  rerender({ url: null, enabled: true })
  expect(result.current).toBe('idle')
  await until(server, () => server.io.engine.clientsCount === 0)
  expect(server.engines).toHaveLength(1)
})

test('a socket of your own outlives its components, which share it', async () => {
  const { server, own, quick } = await setUp()
  const socket = own(io(server.url, { forceNew: true, autoConnect: false }))
  const one = renderHook(() => useSocketIO(socket, { ...quick, linger: 0 }), { wrapper: StrictMode })
  const other = renderHook(() => useSocketIO(socket, { ...quick, linger: 0 }).status)
  await reads(other.result, 'open')
  one.unmount()
  other.unmount()
  await until(connections, () => connections.getState().length === 0)
  expect(socket.connected).toBe(true)
  const again = renderHook(() => useSocketIO(socket, quick).status)
  await reads(again.result, 'open')
  expect(server.peers).toHaveLength(1)
})

test('a manager of your own gives its namespaces', async () => {
  const { server, own, quick } = await setUp({ namespaces: ['/chat', '/news'] })
  const manager = own(new Manager(server.url))
  const chat = renderHook(() => useSocketIO(manager, { ...quick, namespace: '/chat' }).status, { wrapper: StrictMode })
  await reads(chat.result, 'open')
  const news = renderHook(() => useSocketIO(manager, { ...quick, namespace: '/news' }).status, { wrapper: StrictMode })
  await reads(news.result, 'open')
  chat.unmount()
  await until(server, () => server.peers.some(({ closed }) => closed))
  expect(server.peers.map(({ namespace, closed }) => [namespace, closed])).toEqual([
    ['/chat', 'client namespace disconnect'],
    ['/news', null],
  ])
  expect(server.engines).toHaveLength(1)
})

test('renders whether a cut was recovered', async () => {
  const { server, quick } = await setUp(recovering)
  const network = createFakeNetwork()
  const { result } = renderHook(() => {
    const chat = useSocketIO<ServerEvents>(server.url, { ...quick, network })
    const { status, recovered } = chat
    return { status, recovered, lines: useMessages(chat, 'line') }
  })
  const { socket } = await server.peer()
  socket.emit('line', 'before')
  await reads(result, { status: 'open', recovered: null, lines: ['before'] })
  act(() => network.signal('pagehide'))
  await reads(result, { status: 'reconnecting', recovered: null, lines: ['before'] })
  await until(server, () => server.peers[0]?.closed)
  server.io.emit('line', 'meanwhile')
  act(() => network.signal('pageshow'))
  const wanted = socketIOTraits.recovers
    ? { recovered: true, lines: ['before', 'meanwhile'] }
    : { recovered: null, lines: ['before'] }
  await reads(result, { status: 'open', ...wanted })
  expect(server.io.engine.clientsCount).toBe(1)
})

test('fails with what the server said', async () => {
  const { server, quick } = await setUp({
    check() {
      throw Object.assign(new Error('not you'), { data: { status: 401 } })
    },
  })
  const { result } = renderHook(() => {
    const { status, error } = useSocketIO(server.url, quick)
    return { status, code: error?.code, cause: error?.cause }
  })
  await waitFor(() =>
    expect(result.current).toMatchObject({
      status: 'failed',
      code: 'refused',
      cause: { message: 'not you', data: { status: 401 } },
    }),
  )
})

test('keeps apart from useConnection over the same address, which speaks differently', async () => {
  const { server, quick } = await setUp()
  const plain = renderHook(() => useConnection(socketIO(server.url), quick))
  const chat = renderHook(() => useSocketIO(server.url, quick))
  await chat.result.current.with({ ttl: 5000 }).emit('say', 1, 2)
  await plain.result.current.emit('say', [3, 4], { ttl: 5000 })
  await waitFor(() =>
    expect(server.peers.flatMap(({ received }) => received)).toEqual(
      expect.arrayContaining([
        ['say', 1, 2],
        ['say', 3, 4],
      ]),
    ),
  )
})

test('rooms are joined at every opening, ahead of what waits, and left at the end', async () => {
  const { server, quick } = await setUp({
    answer({ socket }, event, ...args) {
      const answer = args.at(-1)
      if (event === 'enter') void socket.join(args[0] as string)
      if (event === 'exit') void socket.leave(args[0] as string)
      if (typeof answer === 'function') answer(args[0] === 'staff' ? { refused: true } : [...socket.rooms].slice(1))
    },
  })
  const { result, rerender, unmount } = renderHook(
    ({ room, rooms }) => {
      const chat = useSocketIO(server.url, quick)
      useRooms(chat, rooms, { join: 'enter', leave: 'exit' })
      const { status, answer } = useRoom(chat, room, {
        join: (name) => chat.request('enter', name),
        leave: (name) => chat.request('exit', name),
      })
      return { chat, status, answer, lines: useMessages(chat, 'line') }
    },
    { wrapper: StrictMode, initialProps: { room: 'lobby', rooms: ['a', 'b'] } },
  )
  void result.current.chat.emit('say', 'early')
  await waitFor(() => expect(result.current).toMatchObject({ status: 'joined', answer: ['a', 'b', 'lobby'] }))
  const { socket } = await server.peer()
  server.io.to('b').emit('line', 'to b')
  server.io.to('c').emit('line', 'to c')
  server.io.to('lobby').emit('line', 'to the lobby')
  await waitFor(() => expect(result.current.lines).toEqual(['to b', 'to the lobby']))
  rerender({ room: 'garden', rooms: ['b', 'c'] })
  await waitFor(() => expect(result.current).toMatchObject({ status: 'joined' }))
  await until(server, () => socket.rooms.size === 4 && socket.rooms.has('c'))
  expect([...socket.rooms].slice(1).toSorted()).toEqual(['b', 'c', 'garden'])
  socket.conn.close()
  const next = await server.peer(2)
  await waitFor(() => expect([...next.socket.rooms].slice(1).toSorted()).toEqual(['b', 'c', 'garden']))
  await waitFor(() => expect(result.current.status).toBe('joined'))
  unmount()
  await until(server, () => next.closed)
  expect(server.peers.map(({ received }) => received.map((words) => words.join(' ')))).toEqual([
    ['enter a', 'enter b', 'enter lobby', 'say early', 'enter c', 'enter garden', 'exit a', 'exit lobby'],
    ['enter b', 'enter c', 'enter garden', 'exit b', 'exit c', 'exit garden'],
  ])
})
