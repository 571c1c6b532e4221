import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import type { ConnectContext } from 'wirehooks/vanilla'
import { quickly, type SocketIOClientOptions, type SocketIOServerOptions, stageSocketIO } from '../support/socketIO'
import { until } from '../support/until'

/** Lets in who has the token. */
function guarded(token: string): SocketIOServerOptions {
  return {
    check({ handshake }) {
      if (handshake.auth.token !== token) throw Object.assign(new Error('not you'), { data: { status: 401 } })
    },
  }
}

const asked = ({ attempt, refresh }: ConnectContext) => ({ attempt, refresh })

test.concurrent('asks for credentials before every attempt', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url, {
    backoff: { ...quickly, minUptime: 0 },
    async auth(context) {
      await sleep(5)
      return { token: context.attempt, refresh: context.refresh }
    },
  })
  for (const count of [1, 2, 3]) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await client.opens(count)
    server.peers[count - 1]?.socket.conn.close()
  }
  await client.opens(4)
  expect(server.peers.map(({ socket }) => socket.handshake.auth)).toEqual([
    { token: 0, refresh: false },
    { token: 1, refresh: false },
    { token: 1, refresh: false },
    { token: 1, refresh: false },
  ])
})

test.concurrent('credentials may be called back with, as Socket.IO documents it', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const later = connect(server.url, { auth: (cb) => void setTimeout(() => cb({ token: 'later' }), 5) })
  await later.reaches('open')
  const atOnce = connect(server.url, { auth: (cb) => cb({ token: 'at once', attempt: cb.attempt }) })
  await atOnce.reaches('open')
  const first = connect(server.url, {
    async auth(cb) {
      cb({ token: 'called' })
      await sleep(5)
      return { token: 'returned' }
    },
  })
  await first.reaches('open')
  expect(server.peers.map(({ socket }) => socket.handshake.auth)).toEqual([
    { token: 'later' },
    { token: 'at once', attempt: 0 },
    { token: 'called' },
  ])
})

test.concurrent('plain credentials go along with every attempt', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url, { auth: { token: 'plain' } })
  await client.reaches('open')
  server.peers[0]?.socket.conn.close()
  await client.opens(2)
  expect(server.peers.map(({ socket }) => socket.handshake.auth)).toEqual([{ token: 'plain' }, { token: 'plain' }])
})

test.concurrent('tries again when the function fails, and stops when it says unauthorized', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const contexts: unknown[] = []
  const client = connect(server.url, {
    auth(context) {
      contexts.push(asked(context))
      if (context.attempt === 0) throw new Error('no token server')
      if (context.attempt === 1) return Promise.reject(new Error('still none'))
      return { token: 'at last' }
    },
  })
  await client.reaches('open')
  expect(contexts).toEqual([
    { attempt: 0, refresh: false },
    { attempt: 1, refresh: false },
    { attempt: 2, refresh: false },
  ])
  expect(client.closes).toMatchObject([
    { reason: { kind: 'credentials', error: { code: 'credentials', cause: { message: 'no token server' } } } },
    { reason: { kind: 'credentials', error: { code: 'credentials', cause: { message: 'still none' } } } },
  ])
  expect(server.peers.map(({ socket }) => socket.handshake.auth)).toEqual([{ token: 'at last' }])

  const out = connect(server.url, {
    auth() {
      throw Object.assign(new Error('signed out'), { name: 'WireError', code: 'unauthorized' })
    },
  })
  await out.reaches('failed')
  expect(out.connection.store.getState()).toMatchObject({ error: { code: 'unauthorized' }, attempt: 0 })
  await until(server, () => server.io.engine.clientsCount === 1)
})

test.concurrent('fetches fresh credentials once when the server says no', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve(guarded('fresh'))
  const contexts: unknown[] = []
  const client = connect(server.url, {
    auth(context) {
      contexts.push(asked(context))
      return { token: context.refresh ? 'fresh' : 'stale' }
    },
  })
  await client.reaches('open')
  expect(contexts).toEqual([
    { attempt: 0, refresh: false },
    { attempt: 1, refresh: true },
  ])
  expect(client.closes).toMatchObject([
    {
      reason: { kind: 'peer', verdict: 'reauthenticate', reason: 'not you', error: { code: 'refused' } },
      willRetry: true,
    },
  ])
  expect(client.connection.store.getState().error).toBeNull()
})

test.concurrent('fails when fresh credentials are refused too, with what the server said', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve(guarded('another'))
  const contexts: unknown[] = []
  const client = connect(server.url, {
    auth(context) {
      contexts.push(asked(context))
      return { token: 'wrong' }
    },
  })
  const waiting = client.connection.emit('waiting')
  await client.reaches('failed')
  expect(contexts).toEqual([
    { attempt: 0, refresh: false },
    { attempt: 1, refresh: true },
  ])
  expect(client.connection.store.getState().error).toMatchObject({
    name: 'WireError',
    code: 'refused',
    cause: { message: 'not you', data: { status: 401 } },
  })
  expect(await waiting).toEqual({ outcome: 'closed' })
  expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, false])
  expect(client.statuses).toEqual(['idle', 'connecting', 'reconnecting', 'failed'])
  await until(server, () => server.engines.length === 2)
  await until(server, () => server.io.engine.clientsCount === 0)
})

test.concurrent('comes back with other credentials after it failed', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve(guarded('right'))
  let token = 'wrong'
  const client = connect(server.url, { auth: () => ({ token }) })
  await client.reaches('failed')
  token = 'right'
  client.connection.reconnect()
  await client.reaches('open')
  expect(server.peers).toHaveLength(1)
})

test.concurrent('signs in again once when the server throws it out, and fails when that repeats', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const contexts: unknown[] = []
  const client = connect(server.url, {
    backoff: { initialDelay: 20, minUptime: 60_000 },
    auth(context) {
      contexts.push(asked(context))
      return {}
    },
  })
  await client.reaches('open')
  server.peers[0]?.socket.disconnect()
  await client.opens(2)
  server.peers[1]?.socket.disconnect(true)
  await client.reaches('failed')
  expect(contexts).toEqual([
    { attempt: 0, refresh: false },
    { attempt: 1, refresh: true },
  ])
  expect(client.closes).toMatchObject([
    { reason: { kind: 'peer', verdict: 'reauthenticate', reason: 'io server disconnect' }, willRetry: true },
    { reason: { kind: 'peer', verdict: 'reauthenticate', reason: 'io server disconnect' }, willRetry: false },
  ])
  expect(client.connection.store.getState().error).toMatchObject({ code: 'refused' })
})

test.concurrent('signs in again every time when it was open for 5 s', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const clock = createFakeClock()
  const server = await serve()
  const client = connect(server.url, { auth: () => ({}), clock })
  for (const count of [1, 2, 3]) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await client.opens(count)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await clock.advance(5000)
    server.peers[count - 1]?.socket.disconnect()
    // oxlint-disable-next-line eslint/no-await-in-loop
    await until(client, () => client.closes.length === count)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await clock.advance(200)
  }
  await client.opens(4)
  expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, true, true])
})

test.concurrent('signs in again once when it was open for less, also where every link counts as good', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const clock = createFakeClock()
  const server = await serve()
  const client = connect(server.url, { auth: () => ({}), backoff: { ...quickly, minUptime: 0 }, clock })
  for (const count of [1, 2]) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await client.opens(count)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await clock.advance(4999)
    server.peers[count - 1]?.socket.disconnect()
    // oxlint-disable-next-line eslint/no-await-in-loop
    await until(client, () => client.closes.length === count)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await clock.advance(200)
  }
  await client.reaches('failed')
  expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, false])
  expect(server.peers).toHaveLength(2)
})

for (const minUptime of [5000, 0]) {
  test.concurrent(`signs in once more when every refusal comes after 6 s (minUptime: ${minUptime})`, async (context) => {
    const { serve, connect } = stageSocketIO(context)
    const clock = createFakeClock()
    const refusals: (() => void)[] = []
    const server = await serve({
      check: () => new Promise((_, refuse) => refusals.push(() => refuse(new Error('not you')))),
    })
    const client = connect(server.url, { auth: () => ({}), backoff: { ...quickly, minUptime }, clock })
    for (const count of [1, 2]) {
      // oxlint-disable-next-line eslint/no-await-in-loop
      await until(server, () => server.engines.length === count)
      // oxlint-disable-next-line eslint/no-await-in-loop
      await vi.waitFor(() => expect(refusals).toHaveLength(count))
      // oxlint-disable-next-line eslint/no-await-in-loop
      await clock.advance(6000)
      refusals[count - 1]?.()
      // oxlint-disable-next-line eslint/no-await-in-loop
      await until(client, () => client.closes.length === count)
      // oxlint-disable-next-line eslint/no-await-in-loop
      await clock.advance(200)
    }
    await client.reaches('failed')
    expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, false])
    expect(client.openings).toEqual([])
  })
}

test.concurrent('fails on a namespace that does not exist', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(`${server.url}/nowhere`)
  await client.reaches('failed')
  expect(client.connection.store.getState().error).toMatchObject({
    code: 'refused',
    cause: { message: 'Invalid namespace' },
  })
  expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, false])
  expect(server.engines).toHaveLength(2)
})

test.concurrent('fails on an address that is none', async (context) => {
  const { connect } = stageSocketIO(context)
  const client = connect('http://not an address')
  await client.reaches('failed')
  expect(client.connection.store.getState().error).toMatchObject({ code: 'invalid-url' })
})

test.concurrent('forgets the function of whoever had the socket before', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const before = connect(server.url, { auth: () => ({ token: 'of before' }) })
  await before.reaches('open')
  before.connection.close()
  const after = connect(server.url)
  await after.reaches('open')
  expect(server.peers.map(({ socket }) => socket.handshake.auth)).toEqual([{ token: 'of before' }, {}])
})

const shapes: [string, SocketIOClientOptions['auth'], unknown][] = [
  ['calls back later, and returns a timer', (send) => void setTimeout(() => send({ token: 1 }), 20), { token: 1 }],
  ['calls back later, and returns what is no data', laterWith(new AbortController()), { token: 1 }],
  ['calls back later, and returns a number', laterWith(7), { token: 1 }],
  [
    'returns an instance of a class',
    (() => Object.assign(new Session(), { token: 1 })) as never,
    { user: 'ann', token: 1 },
  ],
  ['has no parameter and returns nothing', () => {}, {}],
  ['is async and returns nothing', async () => {}, {}],
]

class Session {
  readonly user = 'ann'
}

function laterWith(returned: unknown) {
  return ((send: (data: object) => void) => {
    setTimeout(() => send({ token: 1 }), 20)
    return returned
  }) as never
}

test.each(shapes)('auth that %s', async (_name, auth, expected) => {
  const { serve, connect } = stageSocketIO({ onTestFinished })
  const server = await serve()
  const client = connect(server.url, { auth })
  await client.reaches('open')
  expect((await server.peer()).socket.handshake.auth).toEqual(expected)
})

test('auth that gives a text is an error that says so', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url, { auth: (() => 'token') as never })
  await until(client, () => client.closes.length > 0)
  expect(client.closes[0]?.reason).toMatchObject({ kind: 'credentials', error: { code: 'credentials' } })
  expect(client.closes[0]?.reason.error?.message).toContain('expected an object, got "token"')
})
