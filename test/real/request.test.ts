import { expect, test } from 'vitest'
import { type Codec, json } from 'wirehooks/vanilla'
import { quickly } from '../support/client'
import type { Peer, ServerOptions } from '../support/server'
import { stage } from '../support/stage'
import { until } from '../support/until'

interface Question {
  type: string
  payload: unknown
  id: string
}

/** Answers as the default codec expects. */
const helpful: ServerOptions = {
  answer(peer, message) {
    const { type, payload, id } = questionIn(message)
    if (type === 'DOUBLE') answer(peer, { replyTo: id, payload: Number(payload) * 2 })
    if (type === 'NOTHING') answer(peer, { replyTo: id })
    if (type === 'FORBIDDEN') answer(peer, { replyTo: id, error: { code: 403 } })
  },
}

function questionIn(message: string | Buffer | undefined): Question {
  return JSON.parse(String(message)) as Question
}

function answer({ socket }: Peer, reply: object): void {
  socket.send(JSON.stringify(reply))
}

test.concurrent('brings back the answer', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve(helpful)
  const client = connect(server.url)
  expect(await client.connection.request('DOUBLE', 21)).toBe(42)
  expect(await client.connection.request('NOTHING')).toBeUndefined()
  expect(client.messages).toEqual([])
})

test.concurrent('tells answers apart in any order', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({
    answer(peer) {
      if (peer.received.length < 3) return
      for (const question of peer.received.map(questionIn).toReversed()) {
        answer(peer, { replyTo: question.id, payload: question.payload })
      }
    },
  })
  const client = connect(server.url)
  const answers = await Promise.all([1, 2, 3].map((count) => client.connection.request('ECHO', count)))
  expect(answers).toEqual([1, 2, 3])
})

test.concurrent('rejects with what the server refused', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve(helpful)
  const client = connect(server.url)
  await expect(client.connection.request('FORBIDDEN')).rejects.toMatchObject({
    name: 'WireError',
    code: 'rejected',
    cause: { code: 403 },
  })
})

test.concurrent('rejects when no answer comes in time, and a late one is a message like any other', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ answer() {} })
  const client = connect(server.url)
  // What waits for a link does not leave after its time.
  await client.reaches('open')
  await expect(client.connection.request('SLOW', null, { timeout: 50 })).rejects.toMatchObject({ code: 'timeout' })
  const peer = await until(server, () => server.peers[0]?.received.length === 1 && server.peers[0])
  const late = { replyTo: questionIn(peer.received[0]).id, payload: 'late' }
  answer(peer, late)
  peer.emit('NEXT')
  await until(client, () => client.messages.length === 2)
  expect(client.messages).toEqual([
    { event: 'message', data: late },
    { event: 'NEXT', data: { type: 'NEXT' } },
  ])
  expect(client.errors).toEqual([])
})

test.concurrent('rejects when it is aborted', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ answer() {} })
  const client = connect(server.url)
  const abort = new AbortController()
  const asked = client.connection.request('SLOW', null, { signal: abort.signal })
  await until(server, () => server.peers[0]?.received.length === 1)
  abort.abort('changed my mind')
  await expect(asked).rejects.toMatchObject({ code: 'aborted', cause: 'changed my mind' })
  const never = client.connection.request('NEVER', null, { signal: abort.signal })
  await expect(never).rejects.toMatchObject({ code: 'aborted' })
  await client.connection.emit('LAST')
  await until(server, () => server.peers[0]?.received.length === 2)
  expect(server.peers[0]?.received.map((message) => questionIn(message).type)).toEqual(['SLOW', 'LAST'])
})

test.concurrent('rejects with unknown when the link breaks before the answer', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ answer: ({ socket }) => socket.terminate() })
  const client = connect(server.url, { backoff: quickly })
  await client.reaches('open')
  await expect(client.connection.request('PAY', 100)).rejects.toMatchObject({ code: 'unknown' })
  await until(server, () => server.peers.length === 2)
  await client.reaches('open')
  expect(server.peers[1]?.received).toEqual([])
})

test.concurrent('waits for a link, and is taken back when nobody waits for it any more', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve(helpful)
  let token: ((url: string) => void) | undefined
  const client = connect(
    () =>
      new Promise((resolve) => {
        token = resolve
      }),
  )
  const hasty = client.connection.request('DOUBLE', 1, { timeout: 20 })
  const patient = client.connection.request('DOUBLE', 2)
  await expect(hasty).rejects.toMatchObject({ code: 'timeout' })
  token?.(server.url)
  expect(await patient).toBe(4)
  expect(server.peers[0]?.received.map((message) => questionIn(message).payload)).toEqual([2])
})

test.concurrent('rejects with unknown what had reached the server when it is closed, and with closed what had not', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ answer() {} })
  const client = connect(server.url)
  const sent = client.connection.request('SLOW')
  await until(server, () => server.peers[0]?.received.length === 1)
  client.connection.close()
  await expect(sent).rejects.toMatchObject({ code: 'unknown' })
  await expect(client.connection.request('LATE')).rejects.toMatchObject({ code: 'closed' })
})

for (const end of ['close()', 'a break after which no attempt is left'] as const) {
  test.concurrent(`rejects with closed what still waited for a full link at its end by ${end}`, async (context) => {
    const { serve, proxy, connect } = stage(context)
    const server = await serve({ answer() {} })
    const relay = await proxy(server)
    const client = connect(relay.url, { backoff: { attempts: 0 } })
    await client.reaches('open')
    relay.pairs[0]?.stall()
    const block = 'x'.repeat(64 * 1024)
    for (let count = 0; count < 200; count += 1) void client.connection.emit('BLOCK', block)
    const asked = client.connection.request('WAITING', 1)
    expect(client.connection.store.getState().queue.count).toBeGreaterThan(10)
    if (end === 'close()') client.connection.close()
    else relay.pairs[0]?.reset()
    await expect(asked).rejects.toMatchObject({ code: 'closed' })
    expect(client.status).toBe(end === 'close()' ? 'closed' : 'failed')
  })
}

for (const [name, options] of [
  ['a code after which nobody tries again', {}],
  ['the last attempt that it was given', { backoff: { attempts: 0 } }],
  ['the word of shouldReconnect', { shouldReconnect: () => false }],
] as const) {
  test.concurrent(`rejects with unknown what had reached the server when it ends by ${name}`, async (context) => {
    const { serve, connect } = stage(context)
    const code = name.startsWith('a code') ? 4403 : 1011
    const server = await serve({ answer: ({ socket }) => socket.close(code) })
    const client = connect(server.url, options)
    await client.reaches('open')
    await expect(client.connection.request('PAY', 100)).rejects.toMatchObject({ code: 'unknown' })
    expect(client.status).toBe('failed')
    expect(server.peers.map(({ received }) => received.length)).toEqual([1])
    await expect(client.connection.request('LATE')).rejects.toMatchObject({ code: 'closed' })
  })
}

test.concurrent('rejects at once when the link is given up in the moment it was asked', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ answer() {} })
  const client = connect(server.url)
  await client.reaches('open')
  const unknown = client.connection.request('SLOW', null, { timeout: 1000 })
  client.connection.reconnect()
  await expect(unknown).rejects.toMatchObject({ code: 'unknown' })
  await client.reaches('open')
  const alsoUnknown = client.connection.request('SLOW', null, { timeout: 1000 })
  client.connection.close()
  await expect(alsoUnknown).rejects.toMatchObject({ code: 'unknown' })
})

test.concurrent('reads the answers of other protocols', async (context) => {
  const { serve, connect } = stage(context)
  // JSON-RPC 2.0, https://www.jsonrpc.org/specification
  const codec: Codec = json({
    envelope: (method, params, id) => ({ jsonrpc: '2.0', method, params, id }),
    event: ({ method }: { method?: string; id?: string; result?: unknown }) => method,
    reply: ({ id, method, result }) => (id && !method ? { to: id, data: result } : undefined),
  })
  const server = await serve({
    answer(peer, message) {
      const { id, params } = JSON.parse(String(message)) as { id: string; params: number[] }
      answer(peer, { jsonrpc: '2.0', id, result: params.length })
    },
  })
  const client = connect(server.url, { codec })
  expect(await client.connection.request('count', [1, 2, 3])).toBe(3)
})
