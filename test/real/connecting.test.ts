import { expect, test } from 'vitest'
import { WireError } from 'wirehooks/vanilla'
import { quickly } from '../support/client'
import { stage } from '../support/stage'
import { until } from '../support/until'

test.concurrent('dials again at the connect timeout when the first handshake is never answered', async (context) => {
  const { serve, proxy, connect } = stage(context)
  const server = await serve()
  const relay = await proxy(server)
  relay.accept('mute')
  const client = connect(relay.url, { connectTimeout: 500, backoff: quickly })
  const first = await until(relay, () => relay.pairs[0])
  relay.accept('forward')
  const second = await until(relay, () => relay.pairs[1])
  expect(second.at - first.at).toBeGreaterThan(490)
  expect(second.at - first.at).toBeLessThan(1500)
  await client.reaches('open')
  expect(client.closes).toEqual([{ reason: { kind: 'connect-timeout' }, willRetry: true }])
  await until(relay, () => !relay.pairs[0]?.isOpen)
  expect(server.peers).toHaveLength(1)
})

for (const status of [401, 403, 404, 500, 503]) {
  test.concurrent(`tries again later when the upgrade is refused with ${status}`, async (context) => {
    const { serve, connect } = stage(context)
    let isOpen = false
    const server = await serve({ refuse: () => (isOpen ? undefined : status) })
    const client = connect(server.url, { backoff: { initialDelay: 50 } })
    await until(server, () => server.dials.length === 3)
    expect(client.statuses).toEqual(['idle', 'connecting', 'reconnecting'])
    expect(client.closes[0]).toMatchObject({ reason: { kind: 'peer', code: 1006 }, willRetry: true })
    const [first = 0, second = 0, third = 0] = server.dials
    expect(Math.min(second - first, third - second)).toBeGreaterThan(95)
    isOpen = true
    await client.reaches('open')
  })
}

test.concurrent('says when it will try again', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ refuse: () => 503 })
  const client = connect(server.url, { backoff: { initialDelay: 100 } })
  const { retryAt, attempt } = await until(client, () => {
    const state = client.connection.store.getState()
    return state.retryAt === null ? null : state
  })
  expect(attempt).toBe(1)
  expect((retryAt ?? 0) - Date.now()).toBeLessThanOrEqual(200)
  await until(server, () => server.dials.length === 2)
  expect(Date.now()).toBeGreaterThanOrEqual((retryAt ?? Infinity) - 5)
})

test.concurrent('asks for the url and the protocols before every attempt', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({
    welcome: ({ socket }, count) => count < 3 && socket.close(1012),
    choose: ([first = '']) => first,
  })
  let count = 0
  const client = connect(
    async () => {
      count += 1
      await new Promise((resolve) => setImmediate(resolve))
      return new URL(`/${count}`, server.url)
    },
    { protocols: ({ attempt }) => [`attempt.${attempt}`], backoff: quickly },
  )
  await until(server, () => server.peers.length === 3)
  await client.reaches('open')
  expect(server.peers.map(({ request, socket }) => [request.url, socket.protocol])).toEqual([
    ['/1', 'attempt.0'],
    ['/2', 'attempt.1'],
    ['/3', 'attempt.2'],
  ])
})

test.concurrent('says where an open link leads and its subprotocol, and no secret', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({
    welcome: ({ socket }, count) => count === 1 && socket.close(1012),
    choose: (protocols) => [...protocols].at(-1) ?? false,
  })
  const detailsAt: unknown[] = []
  const client = connect(({ attempt }) => `${server.url}/live/${attempt}?token=SECRET`, {
    protocols: ['chat.v2', 'chat.v1'],
    backoff: quickly,
    onOpen: () => detailsAt.push(client.connection.store.getState().details),
    onClose: () => detailsAt.push(client.connection.store.getState().details),
  })
  expect(client.connection.store.getState().details).toEqual({})
  await until(server, () => server.peers.length === 2)
  await client.reaches('open')
  expect(detailsAt).toEqual([
    { url: `${server.url}/live/0`, protocol: 'chat.v1' },
    {},
    { url: `${server.url}/live/1`, protocol: 'chat.v1' },
  ])
  client.connection.close()
  expect(client.connection.store.getState()).toMatchObject({ details: {}, openedAt: null })
})

test.concurrent('says of a server that chose no subprotocol that there is none', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url)
  await client.reaches('open')
  expect(client.connection.store.getState().details).toEqual({ url: `${server.url}/`, protocol: '' })
})

test.concurrent('tries again when the url function throws', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  let count = 0
  const client = connect(
    () => {
      count += 1
      if (count < 3) throw new TypeError('no network for the token')
      return server.url
    },
    { backoff: quickly },
  )
  await client.reaches('open')
  expect(client.closes).toMatchObject([
    { reason: { kind: 'credentials', error: { code: 'credentials', cause: { name: 'TypeError' } } }, willRetry: true },
    { reason: { kind: 'credentials' }, willRetry: true },
  ])
  expect(server.dials).toHaveLength(1)
})

test.concurrent('tries again when the url function never answers', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const signals: AbortSignal[] = []
  const client = connect(
    ({ signal }) => {
      signals.push(signal)
      return signals.length > 1 ? server.url : new Promise(() => {})
    },
    { backoff: quickly, connectTimeout: 200 },
  )
  await client.reaches('open')
  expect(client.closes).toEqual([{ reason: { kind: 'connect-timeout' }, willRetry: true }])
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
})

test.concurrent('fails when the url function says that the user is signed out', async (context) => {
  const { connect } = stage(context)
  const client = connect(async () => {
    throw new WireError('unauthorized', 'signed out')
  })
  const waiting = client.connection.send('waiting')
  await client.reaches('failed')
  expect(client.connection.store.getState().error).toMatchObject({
    code: 'unauthorized',
    message: expect.stringMatching(/signed out/) as string,
  })
  expect(client.closes).toMatchObject([{ reason: { kind: 'credentials' }, willRetry: false }])
  expect(await waiting).toEqual({ outcome: 'closed' })
})

for (const url of ['nonsense', 'ftp://127.0.0.1', 'ws://127.0.0.1/#part']) {
  test.concurrent(`fails for "${url}", which is no address of a WebSocket`, async (context) => {
    const { connect } = stage(context)
    const client = connect(url)
    await client.reaches('failed')
    expect(client.connection.store.getState().error).toMatchObject({ code: 'invalid-url' })
    expect(client.closes).toMatchObject([{ reason: { kind: 'invalid-url' }, willRetry: false }])
  })
}
