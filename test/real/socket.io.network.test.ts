import { expect, test } from 'vitest'
import { createFakeClock, createFakeNetwork } from 'wirehooks/testing'
import { quickly, stageSocketIO } from '../support/socketIO'
import { socketIOTraits } from '../support/socketIOTraits'
import { until } from '../support/until'

const websocket = { transports: ['websocket'] }

for (const flow of ['none', 'up'] as const) {
  test.concurrent(
    `leaves a link that went silent (${flow}) when the engine notices, and dials at once`,
    { timeout: 20_000 },
    async (context) => {
      const { serve, proxy, connect } = stageSocketIO(context)
      const server = await serve({ pingInterval: 300, pingTimeout: 200 })
      const relay = await proxy(server)
      const client = connect(relay.url, {
        manager: websocket,
        backoff: { initialDelay: 60_000, maxDelay: 60_000, minUptime: 0 },
      })
      await client.reaches('open')
      relay.pairs[0]?.flow(flow)
      const stoppedAt = performance.now()
      await client.opens(2)
      expect(performance.now() - stoppedAt).toBeLessThan(2000)
      expect(client.statuses).toEqual(['idle', 'connecting', 'open', 'reconnecting', 'open'])
      expect(client.closes).toEqual([
        { reason: { kind: 'heartbeat-timeout', reason: 'ping timeout' }, willRetry: true },
      ])
      expect(relay.pairs).toHaveLength(2)
    },
  )
}

test.concurrent(
  'two namespaces leave a silent engine together and share the next one',
  { timeout: 20_000 },
  async (context) => {
    const { serve, proxy, connect } = stageSocketIO(context)
    const server = await serve({ namespaces: ['/', '/chat'], pingInterval: 300, pingTimeout: 200 })
    const relay = await proxy(server)
    const clients = ['', '/chat'].map((name) => connect(relay.url + name, { manager: websocket }))
    await Promise.all(clients.map((client) => client.opens(1)))
    relay.pairs[0]?.flow('none')
    await Promise.all(clients.map((client) => client.opens(2)))
    expect(relay.pairs).toHaveLength(2)
    expect(clients.map(({ closes }) => closes.map(({ reason }) => reason.kind))).toEqual([
      ['heartbeat-timeout'],
      ['heartbeat-timeout'],
    ])
  },
)

test.concurrent('a link that nobody answers ends with the connect timeout', async (context) => {
  const { serve, proxy, connect } = stageSocketIO(context)
  const relay = await proxy(await serve())
  relay.accept('mute')
  const client = connect(relay.url, { manager: websocket, connectTimeout: 50 })
  await until(client, () => client.closes.length === 1)
  expect(client.closes).toEqual([{ reason: { kind: 'connect-timeout' }, willRetry: true }])
  relay.accept('forward')
  await client.reaches('open')
  expect(client.openings).toEqual([{}])
})

test.concurrent('a namespace that nobody answers ends alone', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({
    namespaces: ['/', '/slow'],
    check: ({ nsp }) => (nsp.name === '/slow' ? new Promise(() => {}) : undefined),
  })
  const home = connect(server.url)
  await home.reaches('open')
  const slow = connect(`${server.url}/slow`, { connectTimeout: 50, backoff: { attempts: 0 } })
  await slow.reaches('failed')
  expect(slow.closes).toEqual([{ reason: { kind: 'connect-timeout' }, willRetry: false }])
  expect(home.statuses).toEqual(['idle', 'connecting', 'open'])
  expect(server.engines).toHaveLength(1)
})

test.concurrent('gives up a namespace that stays silent after as many attempts as it was told', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const clock = createFakeClock()
  const server = await serve({ check: () => new Promise(() => {}) })
  const client = connect(server.url, { backoff: { ...quickly, attempts: 3 }, clock })
  for (const count of [1, 2, 3, 4]) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await until(server, () => server.engines.length === count)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await clock.advance(10_000)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await until(client, () => client.closes.length === count)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await clock.advance(200)
  }
  expect(client.statuses).toEqual(['idle', 'connecting', 'reconnecting', 'failed'])
  expect(client.closes.map(({ reason, willRetry }) => [reason.kind, willRetry])).toEqual([
    ['connect-timeout', true],
    ['connect-timeout', true],
    ['connect-timeout', true],
    ['connect-timeout', false],
  ])
})

test.concurrent('dials again while nobody listens, until somebody does', async (context) => {
  const { serve, proxy, connect } = stageSocketIO(context)
  const relay = await proxy(await serve())
  relay.accept('reset')
  const client = connect(relay.url)
  const early = client.connection.emit('early')
  await until(client, () => client.connection.store.getState().attempt === 3)
  expect(client.statuses).toEqual(['idle', 'connecting', 'reconnecting'])
  relay.accept('forward')
  await client.reaches('open')
  expect(await early).toEqual({ outcome: 'sent' })
  expect(client.connection.store.getState()).toMatchObject({ attempt: 0, retryAt: null, error: null })
})

test.concurrent('closed while it dials, it leaves nothing on the server', async (context) => {
  const { serve, proxy, connect } = stageSocketIO(context)
  const server = await serve()
  const relay = await proxy(server)
  const client = connect(relay.url, { manager: websocket })
  const pair = await until(relay, () => relay.pairs[0])
  client.connection.close()
  await until(relay, () => !pair.isOpen)
  // A busy server hears of the link after it has ended, and then of its end.
  await until(server, () => server.io.engine.clientsCount === 0 && server.peers.every(({ closed }) => closed))
  expect(client.statuses).toEqual(['idle', 'connecting', 'closed'])
})

test.concurrent('closed at once, it never dials', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url)
  client.connection.close()
  const next = connect(server.url)
  await next.reaches('open')
  expect(server.engines).toHaveLength(1)
  expect(client.statuses).toEqual(['idle', 'connecting', 'closed'])
})

test.concurrent('a page that is hidden while it dials comes back with one link', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const network = createFakeNetwork()
  const client = connect(server.url, { network, manager: websocket })
  await until(server, () => server.engines.length === 1)
  network.signal('pagehide')
  network.signal('pageshow')
  await client.reaches('open')
  await until(server, () => server.io.engine.clientsCount === 1)
  expect(server.peers.filter(({ closed }) => !closed)).toHaveLength(1)
})

test.concurrent('dials late while it is offline, and at once when it is online', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const network = createFakeNetwork()
  const client = connect(server.url, { network, backoff: { ...quickly, minUptime: 0 } })
  await client.reaches('open')
  network.signal('offline')
  server.peers[0]?.socket.conn.close()
  await client.reaches('reconnecting')
  const { online, retryAt } = client.connection.store.getState()
  expect(online).toBe(false)
  expect(retryAt).toBeGreaterThan(Date.now() + 15_000)
  network.signal('online')
  await client.opens(2)
})

for (const transports of [['websocket'], ['polling']] as const) {
  test.concurrent(`takes the manager's options, over ${transports[0]}`, async (context) => {
    const { serve, connect } = stageSocketIO(context)
    const server = await serve({ path: '/live', namespaces: ['/chat'] })
    const client = connect(`${server.url}/chat?tenant=7`, {
      manager: {
        path: '/live',
        transports: [...transports],
        extraHeaders: { 'x-tenant': '7', cookie: 'session=42' },
      },
    })
    await client.reaches('open')
    const { headers, url } = server.engines[0] ?? {}
    expect(headers).toMatchObject({ 'x-tenant': '7', cookie: 'session=42' })
    const { pathname, searchParams } = new URL(url ?? '', server.url)
    expect([pathname, searchParams.get('transport'), searchParams.get('tenant')]).toEqual([
      '/live/',
      transports[0],
      '7',
    ])
    expect(server.peers[0]?.socket.conn.transport.name).toBe(transports[0])
    await client.connection.emit('works')
    await until(server, () => server.peers[0]?.received.length === 1)
  })
}

test.concurrent('takes a query from its options, too', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const client = connect(server.url, { manager: { query: { page: '3' } } })
  await client.reaches('open')
  expect(server.peers[0]?.socket.handshake.query.page).toBe('3')
})

test.concurrent('sends cookies only with credentials', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ cookie: { name: 'sticky', sameSite: 'strict' } })
  const cookies: unknown[] = []
  server.io.engine.on('headers', (_: unknown, { headers }: { headers: { cookie?: string } }) => {
    cookies.push(headers.cookie?.split('=')[0])
  })
  const manager = { transports: ['polling'] }
  await connect(server.url, { manager: { ...manager, withCredentials: true } }).reaches('open')
  expect(cookies.slice(0, 2)).toEqual([undefined, socketIOTraits.keepsCookies ? 'sticky' : undefined])
  cookies.length = 0
  await connect(server.url, { manager }).reaches('open')
  expect(cookies.slice(0, 2)).toEqual([undefined, undefined])
})
