import { expect, test, type TestContext } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { handshake, WireError } from 'wirehooks/vanilla'
import { type Client, type ClientOptions, quickly } from '../support/client'
import type { ServerOptions, TestServer } from '../support/server'
import { stage } from '../support/stage'
import { until } from '../support/until'

/** Wants a token first, and talks before it has answered. */
const guarded: ServerOptions = {
  welcome: (peer) => peer.emit('MOTD', 'welcome'),
  answer(peer, message) {
    if (message !== '{"type":"AUTH","payload":"secret"}') return
    peer.emit('NEWS', 1)
    peer.emit('READY')
    peer.emit('NEWS', 2)
  },
}

test.concurrent('shows the token before it is open', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve(guarded)
  const client = connect(server.url, {
    wrappers: [
      handshake(async ({ emit, next }) => {
        emit('AUTH', 'secret')
        await next('READY')
      }),
    ],
  })
  const early = client.connection.emit('EARLY')
  await client.reaches('open')
  expect(await early).toEqual({ outcome: 'sent' })
  await until(server, () => server.peers[0]?.received.length === 2)
  expect(server.peers[0]?.received).toEqual(['{"type":"AUTH","payload":"secret"}', '{"type":"EARLY"}'])
})

test.concurrent('loses nothing that arrives during it', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve(guarded)
  const statusAt: string[] = []
  const client = connect(server.url, {
    wrappers: [
      handshake(async ({ send, next }) => {
        send({ type: 'AUTH', payload: 'secret' })
        await next('READY')
      }),
    ],
    onMessage: () => statusAt.push(client.status),
  })
  await until(client, () => client.messages.length === 3)
  expect(client.messages).toMatchObject([
    { event: 'MOTD', data: 'welcome' },
    { event: 'NEWS', data: 1 },
    { event: 'NEWS', data: 2 },
  ])
  expect(new Set(statusAt)).toEqual(new Set(['open']))
})

test.concurrent('reads message by message', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve(guarded)
  const read: string[] = []
  const client = connect(server.url, {
    wrappers: [
      handshake(async ({ emit, next }) => {
        read.push((await next()).event)
        emit('AUTH', 'secret')
        read.push((await next()).event, (await next()).event)
      }),
    ],
  })
  await until(client, () => client.messages.length === 1)
  expect(read).toEqual(['MOTD', 'NEWS', 'READY'])
  expect(client.messages).toEqual([{ event: 'NEWS', data: 2 }])
})

test.concurrent('tries again at the connect timeout when it is never answered', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ answer: (peer) => server.peers.length === 2 && peer.emit('READY') })
  const aborted: unknown[] = []
  const client = connect(server.url, {
    connectTimeout: 300,
    backoff: quickly,
    wrappers: [
      handshake(async ({ emit, next }) => {
        emit('AUTH', 'secret')
        await next('READY').catch((error: unknown) => {
          aborted.push(error)
          throw error
        })
      }),
    ],
  })
  const early = client.connection.emit('EARLY')
  await until(client, () => client.closes.length === 1)
  expect(client.statuses).toEqual(['idle', 'connecting', 'reconnecting'])
  await client.reaches('open')
  expect(client.closes).toEqual([{ reason: { kind: 'connect-timeout' }, willRetry: true }])
  expect(aborted).toMatchObject([{ code: 'aborted' }])
  expect(await early).toEqual({ outcome: 'sent' })
  await until(server, () => server.peers[0]?.closed)
  await until(server, () => server.peers[1]?.received.includes('{"type":"EARLY"}'))
  expect(server.peers[0]?.received).toEqual(['{"type":"AUTH","payload":"secret"}'])
})

test.concurrent('tries again when it throws, and when the link breaks meanwhile', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ welcome: ({ socket }, count) => count === 2 && socket.terminate() })
  const client = connect(server.url, {
    backoff: quickly,
    wrappers: [
      handshake(async ({ next }) => {
        if (server.peers.length === 1) throw new Error('not yet')
        if (server.peers.length === 2) await next()
      }),
    ],
  })
  await client.reaches('open')
  expect(client.closes).toMatchObject([
    { reason: { kind: 'handshake', error: { code: 'handshake' } }, willRetry: true },
    { reason: { kind: 'peer', code: 1006 }, willRetry: true },
  ])
  expect(server.peers).toHaveLength(3)
})

/** Plays a server that does nothing but close, six seconds into every handshake, with this code. */
async function closeSixSecondsIn(
  code: number,
  options: ClientOptions,
  context: TestContext,
): Promise<[TestServer, Client]> {
  const { serve, connect } = stage(context)
  const clock = createFakeClock()
  const server = await serve({ answer() {} })
  const client = connect(server.url, {
    ...options,
    clock,
    wrappers: [
      handshake(async ({ emit, next }) => {
        emit('AUTH', 'refused')
        await next('READY')
      }),
    ],
  })
  for (let count = 0; client.status !== 'failed' && count < 10; count += 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    const peer = await until(server, () => server.peers[count]?.received.length === 1 && server.peers[count])
    // oxlint-disable-next-line eslint/no-await-in-loop
    await clock.advance(6000)
    peer.socket.close(code)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await until(client, () => client.closes.length === count + 1)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await clock.advance(200)
  }
  return [server, client]
}

test.concurrent('asks for credentials once when 4401 comes six seconds into every handshake', async (context) => {
  const [server, client] = await closeSixSecondsIn(4401, { backoff: quickly }, context)
  expect(client.statuses).toEqual(['idle', 'connecting', 'reconnecting', 'failed'])
  expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, false])
  expect(server.dials).toHaveLength(2)
})

test.concurrent('counts an attempt as failed that ends six seconds into its handshake', async (context) => {
  const [server, client] = await closeSixSecondsIn(1011, { backoff: { ...quickly, attempts: 3 } }, context)
  expect(client.statuses).toEqual(['idle', 'connecting', 'reconnecting', 'failed'])
  expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, true, true, false])
  expect(server.dials).toHaveLength(4)
})

test.concurrent('fails when it says that the user is signed out', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ answer: (peer) => peer.emit('DENIED') })
  const client = connect(server.url, {
    wrappers: [
      handshake(async ({ emit, next }) => {
        emit('AUTH', 'wrong')
        const { event } = await next()
        if (event === 'DENIED') throw new WireError('unauthorized', 'wrong token')
      }),
    ],
  })
  await client.reaches('failed')
  expect(client.connection.store.getState().error).toMatchObject({ code: 'unauthorized' })
  await until(server, () => server.peers[0]?.closed)
  expect(client.statuses).toEqual(['idle', 'connecting', 'failed'])
})
