import { expect, test } from 'vitest'
import { createConnection, json, schemas, type StandardSchema, webSocket } from 'wirehooks/vanilla'
import type { Peer, TestServer } from '../support/server'
import { stage } from '../support/stage'
import { until } from '../support/until'

async function firstPeer(server: TestServer): Promise<Peer> {
  return until(server, () => server.peers[0])
}

test('reports a frame of 50 MB and goes on', { timeout: 20_000 }, async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url)
  const peer = await firstPeer(server)
  peer.socket.send(JSON.stringify('x'.repeat(50 * 2 ** 20)))
  peer.socket.send(Buffer.alloc(50 * 2 ** 20))
  peer.emit('CHAT', 'still here')
  await until(client, () => client.messages.length === 1, 20_000)
  expect(client.invalid.map(({ code }) => code)).toEqual(['too-large', 'too-large'])
  expect(client.messages).toEqual([{ event: 'CHAT', data: 'still here' }])
  expect(client.statuses).toEqual(['idle', 'connecting', 'open'])
  expect(server.peers).toHaveLength(1)
})

test('takes a frame of 50 MB where that is allowed', { timeout: 20_000 }, async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url, { maxFrameSize: Infinity })
  const peer = await firstPeer(server)
  peer.emit('BIG', 'x'.repeat(50 * 2 ** 20))
  const message = await until(client, () => client.messages[0], 20_000)
  expect((message.data as string).length).toBe(50 * 2 ** 20)
})

test('reports what is no JSON and goes on', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url)
  const peer = await firstPeer(server)
  const broken = ['{"type":"CHAT","payl', '', 'undefined', '\u0000', '{]', Buffer.from([0xff, 0xfe, 0])]
  for (const frame of broken) peer.socket.send(frame)
  peer.emit('CHAT', 'still here')
  await until(client, () => client.messages.length === 1)
  expect(client.invalid.map(({ code }) => code)).toEqual(broken.map(() => 'cannot-decode'))
  expect(client.errors).toEqual([])
  expect(client.connection.store.getState()).toMatchObject({ status: 'open', invalid: broken.length })
  expect(server.peers).toHaveLength(1)
})

test('takes every JSON value as a message', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url)
  const peer = await firstPeer(server)
  const values = [null, 0, true, '', [], [1], {}, { type: 5 }, { type: null }]
  for (const value of values) peer.socket.send(JSON.stringify(value))
  await until(client, () => client.messages.length === values.length)
  expect(client.messages).toEqual(values.map((data) => ({ event: 'message', data })))
  expect(client.invalid).toEqual([])
})

test('treats the names of an object as any other event', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url, { validate: schemas({}) })
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']
  const heard: unknown[] = []
  for (const name of names) client.connection.on(name, (data, { event }) => heard.push([event, data]))
  const peer = await firstPeer(server)
  for (const name of names) peer.emit(name, { polluted: true })
  peer.socket.send('{"type":"__proto__","payload":{"__proto__":{"polluted":true}}}')
  peer.socket.send('{"__proto__":{"polluted":true,"type":"CHAT"}}')
  await until(client, () => client.messages.length === names.length + 2)
  expect(heard.slice(0, names.length)).toEqual(names.map((name) => [name, { polluted: true }]))
  expect(client.messages.at(-1)?.event).toBe('message')
  expect(client.invalid).toEqual([])
  expect(await client.connection.emit('__proto__', { polluted: true })).toEqual({ outcome: 'sent' })
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test('goes on after a listener that throws', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url)
  const heard: unknown[] = []
  client.connection.on('CHAT', () => {
    throw new Error('mine')
  })
  client.connection.on('CHAT', (data) => heard.push(data))
  const peer = await firstPeer(server)
  peer.emit('CHAT', 1)
  peer.emit('CHAT', 2)
  await until(client, () => client.messages.length === 2)
  expect(heard).toEqual([1, 2])
  expect(client.errors).toMatchObject([{ code: 'listener', cause: { message: 'mine' } }, { code: 'listener' }])
  expect(client.status).toBe('open')
})

test('reports data that its schema rejects and goes on', async (context) => {
  const { serve } = stage(context)
  const server = await serve()
  const numbers: StandardSchema<number> = {
    '~standard': {
      validate: (value) =>
        typeof value === 'number' ? { value } : { issues: [{ message: 'no number', path: ['n'] }] },
    },
  }
  const heard: number[] = []
  const invalid: string[] = []
  const connection = createConnection(webSocket(server.url), {
    validate: schemas({ COUNT: numbers }),
    onInvalid: ({ code, message }) => invalid.push(`${code} ${message}`),
  })
  context.onTestFinished(connection.close)
  connection.open()
  const done = new Promise<void>((resolve) => {
    connection.on('COUNT', (count) => {
      heard.push(count)
      if (count === 2) resolve()
    })
  })
  const peer = await firstPeer(server)
  for (const count of [1, 'one', 2]) peer.emit('COUNT', count)
  await done
  expect(heard).toEqual([1, 2])
  expect(invalid).toEqual([expect.stringMatching(/^invalid-message .*n: no number/)])
})

test('reports a codec that throws, both ways, and goes on', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const codec = json({
    event(message: { type?: string }) {
      if (message.type === 'BAD') throw new Error('in the codec')
      return message.type
    },
  })
  const client = connect(server.url, { codec })
  const peer = await firstPeer(server)
  await client.reaches('open')
  peer.emit('BAD')
  peer.emit('GOOD')
  await until(client, () => client.messages.length === 1)
  expect(client.invalid).toMatchObject([{ code: 'cannot-decode', cause: { message: 'in the codec' } }])
  expect(await client.connection.send(1n)).toMatchObject({ outcome: 'dropped', error: { code: 'cannot-encode' } })
  expect(client.errors).toMatchObject([{ code: 'cannot-encode' }])
  expect(await client.connection.send('fine')).toEqual({ outcome: 'sent' })
})

test('keeps nothing that is too large while there is no link', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  let token: ((url: string) => void) | undefined
  const client = connect(
    () =>
      new Promise((resolve) => {
        token = resolve
      }),
  )
  const [tooLarge, small] = [client.connection.send('x'.repeat(256 * 1024)), client.connection.send('small')]
  expect(await tooLarge).toEqual({ outcome: 'too-large' })
  expect(client.connection.store.getState().queue).toMatchObject({ count: 1, dropped: 1 })
  token?.(server.url)
  expect(await small).toEqual({ outcome: 'sent' })
  const peer = await firstPeer(server)
  await until(server, () => peer.received.length === 1)
  expect(await client.connection.send('x'.repeat(256 * 1024))).toEqual({ outcome: 'sent' })
  await until(server, () => peer.received.length === 2)
})
