import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type ExampleServer, startServer } from './support/server'

interface Peer {
  readonly socket: WebSocket
  readonly received: unknown[]
  send(frame: unknown): void
  /** Its answer, and everything before it is in `received`. */
  request(type: string, payload: unknown): Promise<unknown>
}

const example = 'websocket-chat'
let folder: string
let log: string
let server: ExampleServer
let peers: WebSocket[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chat-server-test-'))
  log = join(folder, 'log.jsonl')
  peers = []
  server = await startServer(example, { LOG: log })
})

afterEach(async () => {
  for (const peer of peers) peer.terminate()
  await server.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function dial(): Promise<WebSocket> {
  const socket = new WebSocket(server.url)
  peers.push(socket)
  await once(socket, 'open')
  return socket
}

async function enter(name: string, room = 'lobby'): Promise<Peer> {
  const socket = await dial()
  const received: unknown[] = []
  const waiting = new Map<string, (answer: unknown) => void>()
  socket.on('message', (data: Buffer) => {
    const { replyTo, ...rest } = JSON.parse(data.toString('utf8')) as { replyTo?: string }
    if (replyTo === undefined) received.push(rest)
    else waiting.get(replyTo)?.(rest)
  })
  const peer: Peer = {
    socket,
    received,
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    request: (type, payload) =>
      new Promise((resolve) => {
        const id = String(waiting.size)
        waiting.set(id, resolve)
        peer.send({ type, payload, id })
      }),
  }
  peer.send({ type: 'AUTH', payload: { token: 'demo', person: { id: name, name } } })
  await peer.request('ENTER', { room, since: null })
  return peer
}

const said = ({ received }: Peer): unknown[] =>
  (received as { type: string; payload: { line: { text: string } } }[])
    .filter(({ type }) => type === 'SAID')
    .map(({ payload }) => payload.line.text)

test('keeps a message once, however often it comes, over a kill and a torn line', async () => {
  const ada = await enter('Ada')
  const hello = { room: 'lobby', id: 'a', text: 'Hello' }
  expect(await ada.request('SAY', hello)).toEqual({ payload: { seq: 1 } })
  expect(await ada.request('SAY', hello)).toEqual({ payload: { seq: 1 } })
  expect(said(ada)).toEqual(['Hello'])

  await server.kill('SIGKILL')
  appendFileSync(log, '{"room":"lobby","line":{"seq":2,"id"')
  server = await startServer(example, { LOG: log, PORT: String(server.port) })
  const again = await enter('Ada')
  expect(await again.request('SAY', hello)).toEqual({ payload: { seq: 1 } })
  expect(await again.request('SAY', { ...hello, id: 'b', text: 'More' })).toEqual({ payload: { seq: 2 } })
  expect(said(again)).toEqual(['More'])
  expect(readFileSync(log, 'utf8').match(/Hello|More/g)).toEqual(['Hello', 'More'])
})

test('tells who comes back what they missed, and a newcomer the rest', async () => {
  const ada = await enter('Ada')
  for (const id of ['1', '2', '3']) await ada.request('SAY', { room: 'lobby', id, text: id })
  const texts = async (since: number | null): Promise<string[]> => {
    const { payload } = (await ada.request('ENTER', { room: 'lobby', since })) as {
      payload: { lines: { text: string }[] }
    }
    return payload.lines.map(({ text }) => text)
  }
  expect(await texts(null)).toEqual(['1', '2', '3'])
  expect(await texts(2)).toEqual(['3'])
  expect(await texts(3)).toEqual([])
  // The page has outlived the log.
  expect(await texts(99)).toEqual(['1', '2', '3'])
})

test('lives through whatever it is sent, and refuses what makes no sense', async () => {
  const ada = await enter('Ada')
  const nonsense = ['', 'null', '[]', '{', '{"type":7}', '{"type":"__proto__"}', '{"type":"constructor","id":"x"}']
  for (const frame of nonsense) ada.send(frame)
  ada.socket.send(Buffer.from([0, 1, 2]))
  for (const payload of [null, 7, [], { room: {} }]) ada.send({ type: 'SAY', payload })
  for (const room of ['', ' ', 7, 'x'.repeat(25), 'a\nb']) {
    expect(await ada.request('ENTER', { room, since: null })).toHaveProperty('error')
  }
  const line = { room: 'lobby', id: 'a', text: 'x' }
  for (const wrong of [
    { text: '' },
    { text: 'x'.repeat(2001) },
    { id: 7 },
    { id: 'x'.repeat(65) },
    { room: 'nowhere' },
  ]) {
    expect(await ada.request('SAY', { ...line, ...wrong })).toHaveProperty('error')
  }
  expect(await ada.request('SAY', { ...line, room: '__proto__' })).toHaveProperty('error')
  for (let n = 0; n < 120; n += 1) await ada.request('ENTER', { room: `room ${n}`, since: null })
  expect(await ada.request('ENTER', { room: 'one too many', since: null })).toHaveProperty('error')

  const huge = await enter('Huge')
  huge.send('x'.repeat(20_000))
  expect((await once(huge.socket, 'close'))[0]).toBe(1009)
  expect(await ada.request('SAY', line)).toEqual({ payload: { seq: 1 } })
})

test.each([
  { token: 'stolen', person: { id: 'a', name: 'A' } },
  { token: 'demo', person: { id: 'a', name: '' } },
  { token: 'demo' },
  {},
])('closes with 4401 on a first message of %j', async (payload) => {
  const socket = await dial()
  socket.send(JSON.stringify({ type: 'AUTH', payload }))
  expect((await once(socket, 'close'))[0]).toBe(4401)
})
