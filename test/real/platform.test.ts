import { expect, test } from 'vitest'
import type { SocketLike } from 'wirehooks/vanilla'
import { quickly } from '../support/client'
import { stage } from '../support/stage'
import { until } from '../support/until'

/** The class that Node brings along: that of Node 20 fires an `error` without a `close` when it cannot connect. */
const WebSocket = globalThis.WebSocket as new (url: string | URL, protocols?: string | string[]) => SocketLike

/** So long that a test fails when only the connect timeout notices. */
const connectTimeout = 60_000

for (const how of ['is refused', 'is answered with 500', 'is reset'] as const) {
  test.concurrent(`notices soon that a dial ${how}`, async (context) => {
    const { serve, proxy, connect } = stage(context)
    let isBroken = true
    const server = await serve({ refuse: () => (isBroken && how === 'is answered with 500' ? 500 : undefined) })
    const relay = await proxy(server)
    if (how === 'is reset') relay.accept('reset')
    if (how === 'is refused') await server.stop()
    const client = connect(how === 'is refused' ? server.url : relay.url, {
      WebSocket,
      connectTimeout,
      backoff: quickly,
    })
    await until(client, () => client.closes.length === 3, 4000)
    expect(client.closes).toMatchObject(
      [1, 2, 3].map(() => ({ reason: { kind: 'peer', code: 1006 }, willRetry: true })),
    )
    isBroken = false
    relay.accept('forward')
    if (how === 'is refused') await serve({ port: server.port })
    await client.reaches('open')
    expect(client.errors).toEqual([])
  })
}

test.concurrent('notices soon that an open link broke, and opens another one', async (context) => {
  const { serve, proxy, connect } = stage(context)
  const server = await serve()
  const relay = await proxy(server)
  const client = connect(relay.url, { WebSocket, connectTimeout, backoff: quickly })
  await client.reaches('open')
  relay.pairs[0]?.reset()
  await until(client, () => client.closes.length === 1, 4000)
  expect(client.closes).toMatchObject([{ reason: { kind: 'peer', code: 1006 }, willRetry: true }])
  await until(server, () => server.peers.length === 2)
  await client.reaches('open')
})

test.concurrent('tells the server the code and the reason that were given to close()', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url, { WebSocket })
  await client.reaches('open')
  client.connection.close(4000, 'signed out')
  expect(await until(server, () => server.peers[0]?.closed)).toEqual({ code: 4000, reason: 'signed out' })
})

test.concurrent('says where it leads, and the subprotocol that the server chose', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ choose: (protocols) => [...protocols][1] ?? false })
  const client = connect(`${server.url}/live?token=SECRET`, { WebSocket, protocols: ['chat.v2', 'chat.v1'] })
  await client.reaches('open')
  const { details } = client.connection.store.getState()
  expect(details).toEqual({ url: `${server.url}/live`, protocol: 'chat.v1' })
})
