import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { handshake } from 'wirehooks/vanilla'
import { type Client, createClient, quickly } from '../support/client'
import type { TestServer } from '../support/server'
import { stage } from '../support/stage'
import { until } from '../support/until'

/** What a closed connection still did, longer than any delay of these tests after its end. */
async function aftermath(server: TestServer, { connection, statuses }: Client): Promise<object> {
  const before = { dials: server.dials.length, statuses: statuses.length }
  await sleep(400)
  return {
    dials: server.dials.length - before.dials,
    moves: statuses.slice(before.statuses),
    status: connection.store.getState().status,
    open: server.peers.filter(({ closed }) => !closed).length,
  }
}

const nothing = { dials: 0, moves: [], status: 'closed', open: 0 }

test.concurrent('ends closed when closed while it connects', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url)
  const sent = client.connection.send('waiting')
  const asked = client.connection.request('WAITING')
  client.connection.close()
  expect(client.statuses).toEqual(['idle', 'connecting', 'closed'])
  expect(await sent).toEqual({ outcome: 'closed' })
  await expect(asked).rejects.toMatchObject({ code: 'closed' })
  await until(server, () => server.peers[0]?.closed)
  expect(server.peers[0]?.received).toEqual([])
  expect(await aftermath(server, client)).toEqual(nothing)
})

test.concurrent('ends closed when closed while it waits to dial again', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ welcome: ({ socket }, count) => count === 1 && socket.close(1012) })
  const client = connect(server.url, { backoff: quickly })
  await client.reaches('reconnecting')
  const sent = client.connection.send('waiting')
  client.connection.close()
  expect(await sent).toEqual({ outcome: 'closed' })
  expect(client.connection.store.getState()).toMatchObject({ status: 'closed', attempt: 0, retryAt: null })
  expect(await aftermath(server, client)).toEqual(nothing)
})

test.concurrent('ends closed when closed while it waits for the url', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  let token: ((url: string) => void) | undefined
  let signal: AbortSignal | undefined
  const client = connect((context) => {
    ;({ signal } = context)
    return new Promise((resolve) => {
      token = resolve
    })
  })
  const sent = client.connection.send('waiting')
  await Promise.resolve()
  client.connection.close()
  expect(signal?.aborted).toBe(true)
  token?.(server.url)
  expect(await sent).toEqual({ outcome: 'closed' })
  expect(await aftermath(server, client)).toEqual(nothing)
})

test.concurrent('ends closed when closed during the handshake', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const failures: unknown[] = []
  const client = connect(server.url, {
    wrappers: [
      handshake(async ({ emit, next }) => {
        emit('HELLO')
        try {
          await next('NEVER')
        } catch (error) {
          failures.push(error)
        }
      }),
    ],
  })
  const sent = client.connection.send('waiting')
  await until(server, () => server.peers[0]?.received.length === 1)
  client.connection.close()
  expect(await sent).toEqual({ outcome: 'closed' })
  await until(server, () => server.peers[0]?.closed)
  expect(failures).toMatchObject([{ code: 'aborted' }])
  expect(await aftermath(server, client)).toEqual(nothing)
})

test.concurrent('ends closed when closed inside onMessage', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({
    welcome(peer) {
      peer.emit('ONE')
      peer.emit('TWO')
    },
  })
  const client: Client = connect(server.url, { backoff: quickly, onMessage: () => client.connection.close() })
  await client.reaches('closed')
  await until(server, () => server.peers[0]?.closed)
  expect(client.messages.map(({ event }) => event)).toEqual(['ONE'])
  expect(await aftermath(server, client)).toEqual(nothing)
})

test.concurrent('ends closed when closed inside onOpen', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client: Client = connect(server.url, { backoff: quickly, onOpen: () => client.connection.close() })
  await client.reaches('closed')
  expect(client.statuses).toEqual(['idle', 'connecting', 'open', 'closed'])
  expect(await aftermath(server, client)).toEqual(nothing)
})

test.concurrent('ends closed when closed inside onClose', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ welcome: ({ socket }, count) => count === 1 && socket.close(1012) })
  const client: Client = connect(server.url, { backoff: quickly, onClose: () => client.connection.close() })
  await client.reaches('closed')
  expect(client.closes).toHaveLength(1)
  expect(await aftermath(server, client)).toEqual(nothing)
})

test.concurrent('ends closed when closed inside shouldReconnect', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ welcome: ({ socket }, count) => count === 1 && socket.close(1012) })
  const client: Client = connect(server.url, {
    backoff: quickly,
    shouldReconnect() {
      client.connection.close()
      return true
    },
  })
  await client.reaches('closed')
  expect(await aftermath(server, client)).toEqual(nothing)
})

for (const wanted of ['connecting', 'open', 'reconnecting'] as const) {
  test.concurrent(`ends closed when a subscriber of the store closes it at ${wanted}`, async (context) => {
    const { serve } = stage(context)
    const server = await serve({ welcome: ({ socket }, count) => count === 1 && socket.close(1012) })
    const client = createClient(server.url, { backoff: quickly })
    client.connection.store.subscribe(({ status }, before) => {
      if (status === wanted && before.status !== wanted) client.connection.close()
    })
    client.connection.open()
    await client.reaches('closed')
    // Nobody is told of `connecting` before the dial: it reaches the server, and is closed there.
    await until(server, () => server.dials.length === 1)
    expect(await aftermath(server, client)).toEqual(nothing)
  })
}

test.concurrent('ends closed when a subscriber of the store closes it again and again', async (context) => {
  const { serve } = stage(context)
  const server = await serve()
  const client = createClient(server.url)
  client.connection.store.subscribe(({ status }) => {
    if (status === 'open') client.connection.close()
  })
  client.connection.open()
  await client.reaches('closed')
  expect(await aftermath(server, client)).toEqual(nothing)
})

test.concurrent('calls onOpen before a subscriber of the store, who may close it, hears of it', async (context) => {
  const { serve } = stage(context)
  const server = await serve()
  const log: string[] = []
  const client: Client = createClient(server.url, {
    onOpen: () => log.push(`onOpen ${client.status}`),
    onClose: () => log.push(`onClose ${client.status}`),
  })
  client.connection.store.subscribe(({ status }, before) => {
    if (status === before.status) return
    log.push(`store ${status}`)
    if (status === 'open') client.connection.close()
  })
  const waiting = client.connection.send('waiting')
  client.connection.open()
  await client.reaches('closed')
  expect(await waiting).toEqual({ outcome: 'closed' })
  expect(await aftermath(server, client)).toEqual(nothing)
  expect(log).toEqual(['store connecting', 'onOpen open', 'store open', 'store closed', 'onClose closed'])
  expect(server.peers[0]?.received).toEqual([])
})

for (const when of ['once it is open', 'while it connects'] as const) {
  test.concurrent(`tells the server the code and the reason it was closed with, ${when}`, async (context) => {
    const { serve, connect } = stage(context)
    const server = await serve()
    const client = connect(server.url)
    // 123 bytes are the longest reason.
    const reason = 'ü'.repeat(61) + '!'
    if (when === 'once it is open') await client.reaches('open')
    else await until(server, () => server.dials.length === 1)
    client.connection.close(4000, reason)
    expect(await until(server, () => server.peers[0]?.closed)).toEqual({ code: 4000, reason })
    expect(client.closes).toEqual([{ reason: { kind: 'user', code: 4000, reason }, willRetry: false }])
    expect(client.connection.store.getState().closeReason).toEqual({ kind: 'user', code: 4000, reason })
    expect(client.errors).toEqual([])
  })
}

for (const [code, reason, heard] of [
  [1000, 'done', { code: 1000, reason: 'done' }],
  [3000, undefined, { code: 3000, reason: '' }],
  [4999, undefined, { code: 4999, reason: '' }],
  [undefined, undefined, { code: 1000, reason: '' }],
] as const) {
  test.concurrent(`the server hears of close(${code}, ${reason})`, async (context) => {
    const { serve, connect } = stage(context)
    const server = await serve()
    const client = connect(server.url)
    await client.reaches('open')
    client.connection.close(code, reason)
    expect(await until(server, () => server.peers[0]?.closed)).toEqual(heard)
    expect(client.errors).toEqual([])
  })
}

for (const [code, reason, heard] of [
  [1001, 'going', { code: 1000, reason: '' }],
  [5000, undefined, { code: 1000, reason: '' }],
  [4000, 'ü'.repeat(62), { code: 4000, reason: '' }],
] as const) {
  test.concurrent(`is closed all the same with ${code} and "${reason}", which no page can say`, async (context) => {
    const { serve, connect } = stage(context)
    const server = await serve()
    const client = connect(server.url)
    await client.reaches('open')
    client.connection.close(code, reason)
    expect(await until(server, () => server.peers[0]?.closed)).toEqual(heard)
    expect(client.errors).toMatchObject([{ code: 'invalid-option' }])
    expect(client.status).toBe('closed')
  })
}

test.concurrent('may be given to whoever calls back with an event, or with a function', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  for (const argument of [new Event('click'), () => {}]) {
    const client = connect(server.url)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await client.reaches('open')
    client.connection.close(argument)
    expect([client.status, client.errors]).toEqual(['closed', []])
  }
  await until(server, () => server.peers.every(({ closed }) => closed) && server.peers.length === 2)
  expect(server.peers.map(({ closed }) => closed)).toEqual([
    { code: 1000, reason: '' },
    { code: 1000, reason: '' },
  ])
})

test.concurrent('settles everything that waits and can be opened again', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url)
  await client.reaches('open')
  client.connection.close()
  client.connection.close()
  expect(await client.connection.send('late')).toEqual({ outcome: 'closed' })
  client.connection.open()
  await client.reaches('open')
  expect(await client.connection.send('again')).toEqual({ outcome: 'sent' })
  await until(server, () => server.peers[1]?.received.length === 1)
  expect(server.peers[0]?.received).toEqual([])
})
