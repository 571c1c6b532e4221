import { createRequire } from 'node:module'
import { io, Manager } from 'socket.io-client'
import { expect, onTestFinished, test } from 'vitest'
import { socketIO } from 'wirehooks/socket.io'
import { recovering, stageSocketIO } from '../support/socketIO'
import { socketIOTraits } from '../support/socketIOTraits'
import { until } from '../support/until'

const quick = { reconnectionDelay: 20, reconnectionDelayMax: 40, randomizationFactor: 0 }

test.concurrent('a socket of your own is opened, used, and never closed', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve({
    answer(_, ...args) {
      const answer = args.at(-1)
      if (typeof answer === 'function') answer('yes')
    },
  })
  const socket = own(io(server.url, { autoConnect: false, forceNew: true }))
  const client = connect(socket)
  await client.reaches('open')
  await client.connection.emit('from us')
  socket.emit('from them')
  await until(server, () => server.peers[0]?.received.length === 2)
  expect(server.peers[0]?.received).toEqual([['from us'], ['from them']])
  client.connection.close()
  expect(socket.connected).toBe(true)
  client.connection.open()
  await client.opens(2)
  client.connection.reconnect()
  await client.opens(3)
  client.connection.close()
  expect(await new Promise((answer) => socket.emit('still there?', answer))).toBe('yes')
  expect(socket.connected).toBe(true)
  expect(server.peers).toHaveLength(1)
  expect(server.engines).toHaveLength(1)
  expect(socket.listeners('connect')).toEqual([])
  expect(socket.listenersAny()).toEqual([])
})

test.concurrent('a socket and a manager of another build of socket.io-client are what they are', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve({ namespaces: ['/', '/chat'] })
  const other = createRequire(import.meta.url)('socket.io-client') as { io: typeof io; Manager: typeof Manager }
  expect(other.Manager).not.toBe(Manager)
  const socket = own(other.io(server.url, { autoConnect: false, forceNew: true }))
  const manager = own(new other.Manager(server.url, { autoConnect: false }))
  const clients = [connect(socket), connect(manager, { namespace: '/chat' })]
  for (const client of clients) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await client.reaches('open')
  }
  expect(socket.connected).toBe(true)
  expect(server.peers.map(({ namespace }) => namespace).toSorted()).toEqual(['/', '/chat'])
  expect(clients.map(({ connection }) => connection.identity.parts.label)).toEqual([
    `${server.url}/`,
    `${server.url}/chat`,
  ])
})

test.concurrent('a socket that is open already is open at once', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve()
  const socket = own(io(server.url, { forceNew: true }))
  await new Promise((resolve) => socket.once('connect', () => resolve(null)))
  const client = connect(socket)
  await client.reaches('open')
  expect(client.openings).toEqual([{}])
  expect(server.peers).toHaveLength(1)
})

test.concurrent('a socket that is on its way is not asked for twice', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve({ namespaces: ['/', '/chat'], check: () => new Promise((pass) => setTimeout(pass, 30)) })
  const manager = own(new Manager(server.url))
  const home = manager.socket('/')
  await new Promise((resolve) => home.once('connect', () => resolve(null)))
  // The engine is open: it asks at once.
  const client = connect(manager.socket('/chat'))
  await client.reaches('open')
  const other = connect(home)
  await other.reaches('open')
  await expect(client.connection.request('echo', 1, { timeout: 100 })).rejects.toMatchObject({ code: 'timeout' })
  expect(server.peers.map(({ namespace }) => namespace)).toEqual(['/', '/chat'])
})

test.concurrent('a socket that reconnects goes on doing so, and nobody dials twice', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve(recovering)
  const socket = own(io(server.url, { forceNew: true, ...quick }))
  expect(socketIO(socket).does).toEqual({ send: true, store: true, binary: true, reconnect: true, heartbeat: true })
  const client = connect(socket)
  await client.reaches('open')
  server.io.emit('before')
  await until(client, () => client.messages.length === 1)
  server.peers[0]?.socket.conn.close()
  await client.reaches('reconnecting')
  expect(client.connection.store.getState()).toMatchObject({ attempt: 0, retryAt: null })
  const waiting = client.connection.emit('meanwhile')
  await client.opens(2)
  expect(await waiting).toEqual({ outcome: 'sent' })
  await until(server, () => server.peers[1]?.received.length)
  server.peers[1]?.socket.conn.close()
  await client.opens(3)
  expect(client.statuses).toEqual(['idle', 'connecting', 'open', 'reconnecting', 'open', 'reconnecting', 'open'])
  const cut = { reason: { kind: 'peer', reason: 'transport close' }, willRetry: true }
  expect(client.closes).toEqual([cut, cut])
  const recovered = socketIOTraits.recovers || undefined
  expect(client.openings).toEqual([{}, { recovered }, { recovered }])
  expect(server.engines).toHaveLength(3)
  expect(server.io.engine.clientsCount).toBe(1)
})

test.concurrent('a request over a socket that reconnects is unknown when it breaks', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve({ answer: ({ socket }) => socket.conn.close() })
  const client = connect(own(io(server.url, { forceNew: true, ...quick })))
  await client.reaches('open')
  await expect(client.connection.request('pay', 100)).rejects.toMatchObject({ code: 'unknown' })
  await client.opens(2)
  expect(server.peers.map(({ received }) => received)).toEqual([[['pay', 100]], []])
})

test.concurrent('a socket that gives up hands over to the connection', async (context) => {
  const { serve, proxy, connect, own } = stageSocketIO(context)
  const server = await serve()
  const relay = await proxy(server)
  const client = connect(own(io(relay.url, { forceNew: true, ...quick, reconnectionAttempts: 2 })))
  await client.reaches('open')
  relay.accept('reset')
  server.peers[0]?.socket.conn.close()
  await client.reaches('failed')
  expect(client.closes.at(-1)).toEqual({
    reason: { kind: 'peer', verdict: 'fail', reason: 'reconnect_failed' },
    willRetry: false,
  })
  relay.accept('forward')
  client.connection.reconnect()
  await client.opens(2)
})

test.concurrent('the status follows when its owner closes and opens it', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve()
  const socket = own(io(server.url, { forceNew: true, reconnection: false }))
  const client = connect(socket)
  await client.reaches('open')
  socket.disconnect()
  expect(client.connection.store.getState()).toMatchObject({
    status: 'reconnecting',
    closeReason: { kind: 'peer', reason: 'io client disconnect' },
  })
  const waiting = client.connection.emit('waiting')
  expect(server.engines).toHaveLength(1)
  socket.connect()
  await client.opens(2)
  expect(await waiting).toEqual({ outcome: 'sent' })
  expect(client.statuses).toEqual(['idle', 'connecting', 'open', 'reconnecting', 'open'])
  expect(server.engines).toHaveLength(2)
})

test.concurrent('a socket that does not reconnect is driven by our backoff', async (context) => {
  const { serve, proxy, connect, own } = stageSocketIO(context)
  const server = await serve()
  const relay = await proxy(server)
  const socket = own(io(relay.url, { forceNew: true, reconnection: false }))
  expect(socketIO(socket).does.reconnect).toBe(false)
  const client = connect(socket)
  await client.reaches('open')
  relay.accept('reset')
  server.peers[0]?.socket.conn.close()
  await until(client, () => client.connection.store.getState().attempt === 3)
  expect(client.connection.store.getState()).toMatchObject({ status: 'reconnecting', closeReason: { kind: 'peer' } })
  relay.accept('forward')
  await client.opens(2)
  expect(server.peers).toHaveLength(2)
})

test.concurrent("a socket's own credentials are kept", async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve()
  const socket = own(io(server.url, { forceNew: true, autoConnect: false, auth: { token: 'theirs' } }))
  const client = connect(socket, { auth: { token: 'ours' } })
  await client.reaches('open')
  expect(server.peers[0]?.socket.handshake.auth).toEqual({ token: 'theirs' })
})

test.concurrent('a refusal of a socket of your own follows the rule of credentials', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve({
    check() {
      throw new Error('not you')
    },
  })
  const client = connect(own(io(server.url, { forceNew: true, ...quick })))
  await client.reaches('failed')
  expect(client.connection.store.getState().error).toMatchObject({ code: 'refused', cause: { message: 'not you' } })
  expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, false])
})

test.concurrent('a manager gives the socket of a namespace, which is left with the connection', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve({ namespaces: ['/', '/chat', '/news'] })
  const manager = own(new Manager(server.url, quick))
  const [chat, news] = [connect(manager, { namespace: '/chat' }), connect(manager, { namespace: '/news' })]
  await Promise.all([chat.reaches('open'), news.reaches('open')])
  expect(server.peers.map(({ namespace }) => namespace).toSorted()).toEqual(['/chat', '/news'])
  expect(server.engines).toHaveLength(1)
  server.peers[0]?.socket.conn.close()
  await Promise.all([chat.opens(2), news.opens(2)])
  expect(server.engines).toHaveLength(2)
  chat.connection.close()
  await until(server, () => server.peers.some(({ closed }) => closed === 'client namespace disconnect'))
  expect(server.peers.filter(({ closed }) => !closed).map(({ namespace }) => namespace)).toEqual(['/news'])
  expect(news.statuses).toEqual(['idle', 'connecting', 'open', 'reconnecting', 'open'])
})

test.concurrent('the credentials for a manager are ours, and only for as long as we use it', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve()
  const manager = own(new Manager(server.url, { autoConnect: false }))
  const theirs = manager.socket('/', { auth: { token: 'theirs' } })
  const client = connect(manager, { auth: () => ({ token: 'ours' }) })
  await client.reaches('open')
  client.connection.close()
  theirs.connect()
  await until(server, () => server.peers.length === 2)
  expect(server.peers.map(({ socket }) => socket.handshake.auth.token)).toEqual(['ours', 'theirs'])
})

test('one connection that leaves a namespace of a manager keeps the other one open', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve({ answer: (_peer, _event, answer) => (answer as (value: string) => void)('here') })
  const manager = own(new Manager(server.url, { reconnection: false }))
  const [one, other] = ['one', 'other'].map((key) => connect(manager, { key, auth: () => ({}) }))
  await Promise.all([one!.reaches('open'), other!.reaches('open')])
  one!.connection.close()
  expect(await other!.connection.request('ping')).toBe('here')
  expect(other!.connection.store.getState().status).toBe('open')
  other!.connection.close()
  const peer = await server.peer()
  await until(server, () => peer.closed)
  expect(server.peers).toHaveLength(1)
})

test.skipIf(!socketIOTraits.retries).each([{ ackTimeout: 200 }, { retries: 1, ackTimeout: 100 }])(
  'a socket of your own with %j: the error of an acknowledgement is not its data',
  async (options) => {
    const context = { onTestFinished }
    const { serve, connect, own } = stageSocketIO(context)
    const server = await serve({
      answer(_peer, event, answer) {
        if (event === 'sum') (answer as (...values: unknown[]) => void)(3, 'exact')
      },
    })
    const client = connect(own(io(server.url, options)))
    await client.reaches('open')
    expect(await client.connection.request('sum')).toEqual([3, 'exact'])
    await expect(client.connection.request('silence')).rejects.toMatchObject({ code: 'rejected' })
  },
)

test('connections on one namespace of a manager leave in any order, and the last one comes back as who it is', async (context) => {
  const { serve, connect, own } = stageSocketIO(context)
  const server = await serve()
  const manager = own(new Manager(server.url, quick))
  const [one, other, last] = ['one', 'other', 'last'].map((key) =>
    connect(manager, { key, auth: () => ({ user: 'ann' }) }),
  )
  await Promise.all([one, other, last].map((client) => client!.reaches('open')))
  other!.connection.close()
  other!.connection.open()
  await other!.reaches('open')
  last!.connection.close()
  other!.connection.close()
  manager.engine.close()
  await until(server, () => server.peers.length === 2)
  await one!.reaches('open')
  expect(server.peers.map(({ socket }) => socket.handshake.auth)).toEqual([{ user: 'ann' }, { user: 'ann' }])
})
