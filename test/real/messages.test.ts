import { decode, encode } from '@msgpack/msgpack'
import { expect, test } from 'vitest'
import { binary, createConnection, structured, text, webSocket } from 'wirehooks/vanilla'
import { stage } from '../support/stage'
import { until } from '../support/until'

test('carries messages both ways', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url)
  await client.reaches('open')
  expect(await client.connection.emit('CHAT', { text: 'hé' })).toEqual({ outcome: 'sent' })
  expect(await client.connection.send({ any: 'thing' })).toEqual({ outcome: 'sent' })
  expect(await client.connection.send('a string')).toEqual({ outcome: 'sent' })
  await until(client, () => client.messages.length === 3)
  expect(server.peers[0]?.received).toEqual([
    '{"type":"CHAT","payload":{"text":"hé"}}',
    '{"any":"thing"}',
    '"a string"',
  ])
  expect(client.messages).toEqual([
    { event: 'CHAT', data: { text: 'hé' } },
    { event: 'message', data: { any: 'thing' } },
    { event: 'message', data: 'a string' },
  ])
})

test('hands an event to those who asked for it only', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url)
  const heard: unknown[] = []
  client.connection.on('CHAT', (data) => heard.push(data))
  await client.reaches('open')
  server.peers[0]?.emit('NOTICE', 1)
  server.peers[0]?.emit('CHAT', 2)
  await until(client, () => client.messages.length === 2)
  expect(heard).toEqual([2])
})

test('carries bytes both ways', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url, { codec: binary() })
  await client.reaches('open')
  await client.connection.send(new Uint8Array([1, 2, 255]))
  await client.connection.send(new Uint8Array([7]).buffer)
  await until(client, () => client.messages.length === 2)
  expect(client.messages.map(({ data }) => data)).toEqual([
    new Uint8Array([1, 2, 255]).buffer,
    new Uint8Array([7]).buffer,
  ])
  expect(server.peers[0]?.received).toEqual([Buffer.from([1, 2, 255]), Buffer.from([7])])
})

test('carries text as it is', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url, { codec: text() })
  await client.reaches('open')
  await client.connection.send('{not json')
  await until(client, () => client.messages.length === 1)
  expect(client.messages).toEqual([{ event: 'message', data: '{not json' }])
  expect(client.invalid).toEqual([])
})

test('carries MessagePack', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const codec = structured({ encode, decode: (frame) => decode(frame as ArrayBuffer) })
  const client = connect(server.url, { codec })
  await client.reaches('open')
  await client.connection.emit('MOVE', { x: 1.5, bytes: new Uint8Array([1, 2]) })
  await until(client, () => client.messages.length === 1)
  expect(client.messages).toEqual([{ event: 'MOVE', data: { x: 1.5, bytes: new Uint8Array([1, 2]) } }])
  expect(server.peers[0]?.received[0]).toBeInstanceOf(Buffer)
})

test('asks for the subprotocols in their order', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ choose: (protocols) => [...protocols][1] ?? false })
  const client = connect(server.url, { protocols: ['chat.v2', 'chat.v1'] })
  await client.reaches('open')
  expect(server.peers[0]?.request.headers['sec-websocket-protocol']).toBe('chat.v2,chat.v1')
  expect(server.peers[0]?.socket.protocol).toBe('chat.v1')
})

test('uses the WebSocket of the platform', async (context) => {
  const { serve } = stage(context)
  const server = await serve()
  const connection = createConnection(webSocket(server.url))
  context.onTestFinished(connection.close)
  connection.open()
  const heard: unknown[] = []
  connection.on('CHAT', (data) => heard.push(data))
  expect(await connection.emit('CHAT', 'hi')).toEqual({ outcome: 'sent' })
  await until(server, () => server.peers[0]?.received.length === 1)
  server.peers[0]?.emit('CHAT', 'ho')
  await new Promise((resolve) => connection.on('CHAT', (data) => data === 'ho' && resolve(data)))
  expect(heard).toEqual(['hi', 'ho'])
  connection.close()
  await until(server, () => server.peers[0]?.closed)
  expect(server.peers[0]?.closed?.code).toBe(1000)
})

test('closes with 1000', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url)
  await client.reaches('open')
  client.connection.close()
  expect(await until(server, () => server.peers[0]?.closed)).toEqual({ code: 1000, reason: '' })
  expect(client.statuses).toEqual(['idle', 'connecting', 'open', 'closed'])
})
