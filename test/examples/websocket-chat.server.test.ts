import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Line, Person } from '../../examples/websocket-chat/protocol'
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

/** What makes a tab who it is, as a page makes it. */
const keyOf = (name: string): string => `the key that ${name} has`

async function enter(name: string, room = 'lobby', key = keyOf(name)): Promise<Peer> {
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
  peer.send({ type: 'AUTH', payload: { token: 'demo', key, name } })
  await peer.request('ENTER', { room, since: null })
  return peer
}

const heard = ({ received }: Peer, type: string): unknown[] =>
  (received as { type: string; payload: unknown }[]).filter((one) => one.type === type).map(({ payload }) => payload)

const roomsOf = (peer: Peer): string[] =>
  (heard(peer, 'ROOMS') as { name: string }[][]).at(-1)?.map(({ name }) => name) ?? []

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
  for (const room of ['', ' ', 7, 'x'.repeat(25), 'a\nb', '\u200b', '\u202eybbol']) {
    expect(await ada.request('ENTER', { room, since: null })).toHaveProperty('error')
  }
  const bo = await enter('Bo')
  const line = { room: 'lobby', id: 'a', text: 'x' }
  for (const wrong of [
    { text: '' },
    { text: '\u2060\u200b' },
    { text: 'x'.repeat(2001) },
    { id: 7 },
    { id: 'x'.repeat(65) },
    { room: 'nowhere' },
    { room: '__proto__' },
  ]) {
    expect(await bo.request('SAY', { ...line, ...wrong })).toHaveProperty('error')
  }

  const huge = await enter('Huge')
  huge.send('x'.repeat(20_000))
  expect((await once(huge.socket, 'close'))[0]).toBe(1009)
  expect(await bo.request('SAY', line)).toEqual({ payload: { seq: 1 } })
})

test('tells nobody with what one could be somebody else', async () => {
  const ada = await enter('Ada')
  const mallory = await enter('Mallory')
  await ada.request('SAY', { room: 'lobby', id: 'a', text: 'Hello' })
  ada.send({ type: 'TYPING', payload: { room: 'lobby' } })
  await vi.waitFor(() => expect(heard(mallory, 'TYPING')).toHaveLength(1))
  const [{ person }] = heard(mallory, 'TYPING') as [{ person: Person }]
  expect(heard(ada, 'YOU')).toEqual([person])
  expect(JSON.stringify(mallory.received)).not.toContain(keyOf('Ada'))

  const impostor = await enter('Ada', 'lobby', person.id.padEnd(16, 'x'))
  const [you] = heard(impostor, 'YOU') as Person[]
  expect(you?.id).not.toBe(person.id)
  impostor.socket.terminate()
  await mallory.request('SAY', { room: 'lobby', id: 'b', text: 'Still there?' })
  expect(said(ada)).toEqual(['Hello', 'Still there?'])

  // Somebody is the same person on every link, also of another run of the server.
  await server.kill()
  server = await startServer(example, { LOG: log, PORT: String(server.port) })
  expect(heard(await enter('Ada'), 'YOU')).toEqual([person])
})

test('takes no message with the id of somebody else’s', async () => {
  const ada = await enter('Ada')
  const mallory = await enter('Mallory')
  await ada.request('SAY', { room: 'lobby', id: 'a', text: 'Hello' })
  expect(await mallory.request('SAY', { room: 'lobby', id: 'a', text: 'Mine' })).toHaveProperty('error')
  expect(await ada.request('SAY', { room: 'music', id: 'a', text: 'Hello' })).toHaveProperty('error')
})

test('says when to come again to who is too fast, and takes it then', async () => {
  const ada = await enter('Ada')
  const say = (id: number): Promise<unknown> => ada.request('SAY', { room: 'lobby', id: String(id), text: String(id) })
  const answers = await Promise.all(Array.from({ length: 20 }, (_, id) => say(id)))
  expect(answers.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, index) => ({ payload: { seq: index + 1 } })))
  for (const { error } of answers.slice(10) as { error: { message: string; retryAfter: number } }[]) {
    expect(error.message).toBe('You are too fast for this server.')
    expect(error.retryAfter).toBeGreaterThan(0)
    expect(error.retryAfter).toBeLessThanOrEqual(2000)
  }
  // As a page does.
  let answer = answers.at(-1) as { error?: { retryAfter: number } }
  while (answer.error) {
    await delay(answer.error.retryAfter)
    answer = (await say(20)) as typeof answer
  }
  expect(answer).toEqual({ payload: { seq: 11 } })
})

test.each(['TYPING', 'ENTER', 'SAY', 'AUTH', 'ping', 'nothing'])('closes with 4429 for a flood of %s', async (type) => {
  const ada = await enter('Ada')
  const bo = await enter('Bo')
  for (let count = 0; count < 1000; count += 1) bo.send({ type, payload: { room: 'lobby' }, id: `flood ${count}` })
  expect((await once(bo.socket, 'close'))[0]).toBe(4429)
  expect(await ada.request('SAY', { room: 'lobby', id: 'a', text: 'Still here' })).toEqual({ payload: { seq: 1 } })
})

test('closes with 4429 for a flood before the token', async () => {
  const socket = await dial()
  for (let count = 0; count < 1000; count += 1) socket.send('{"type":"ping"}')
  expect((await once(socket, 'close'))[0]).toBe(4429)
})

test('lets in no more than it can serve', async () => {
  await Promise.all(Array.from({ length: 200 }, dial))
  const oneTooMany = await dial()
  expect((await once(oneTooMany, 'close'))[0]).toBe(1013)
})

test('keeps no room in which nobody is and nothing was said, and not too many others', async () => {
  const ada = await enter('Ada', 'Kiln')
  expect(roomsOf(ada)).toContain('Kiln')
  await ada.request('ENTER', { room: 'lobby', since: null })
  expect(roomsOf(ada)).not.toContain('Kiln')

  const people = await Promise.all(Array.from({ length: 10 }, (_, index) => enter(`Bo ${index}`)))
  for (const [person, bo] of people.entries()) {
    for (let count = 0; count < 10; count += 1) {
      const room = `room ${person} ${count}`
      await bo.request('ENTER', { room, since: null })
      await bo.request('SAY', { room, id: room, text: 'This room is mine' })
    }
  }
  expect(await ada.request('ENTER', { room: 'one too many', since: null })).toMatchObject({
    error: { message: 'There are enough rooms.' },
  })
  expect(roomsOf(ada)).toHaveLength(100)
})

test('sends the newest of what was missed, and not all that was ever said', async () => {
  await server.kill()
  const from = { id: 'somebody', name: 'Somebody' }
  const line = (seq: number) => ({ room: 'lobby', line: { seq, id: String(seq), from, text: 'x', at: seq } })
  const rows = Array.from({ length: 2000 }, (_, index) => `${JSON.stringify(line(index + 1))}\n`)
  writeFileSync(log, rows.join(''))
  server = await startServer(example, { LOG: log, PORT: String(server.port) })
  const ada = await enter('Ada')
  for (const since of [0, -5, 1]) {
    const { payload } = (await ada.request('ENTER', { room: 'lobby', since })) as { payload: { lines: Line[] } }
    expect(payload.lines.map(({ seq }) => seq)).toEqual(Array.from({ length: 500 }, (_, index) => 1501 + index))
  }
})

const key = keyOf('A')

test.each([
  { token: 'stolen', key, name: 'A' },
  { token: 'demo', key, name: '' },
  { token: 'demo', key, name: '\u200b' },
  { token: 'demo', key, name: '\u202eA' },
  { token: 'demo', key, name: '\ud800' },
  { token: 'demo', key: 'too short', name: 'A' },
  { token: 'demo', key: { length: 36 }, name: 'A' },
  { token: 'demo' },
  {},
])('closes with 4401 on a first message of %j', async (payload) => {
  const socket = await dial()
  socket.send(JSON.stringify({ type: 'AUTH', payload }))
  expect((await once(socket, 'close'))[0]).toBe(4401)
})
