import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { writeToken } from '../../examples/socket.io-chat/server/token.mjs'
import { type RedisServer, startRedis } from '../support/redis'
import type { ExampleServer } from './support/server'
import { connect, dial, login, type Peer, secret, startServer } from './support/socketIOChat'

let servers: ExampleServer[] = []
let peers: Peer[] = []
let redis: RedisServer | undefined

afterEach(async () => {
  for (const { socket } of peers) socket.disconnect()
  await Promise.all(servers.map((server) => server.kill()))
  await redis?.stop()
  servers = []
  peers = []
  redis = undefined
})

async function start(env: NodeJS.ProcessEnv = {}): Promise<ExampleServer> {
  const server = await startServer(env)
  servers.push(server)
  return server
}

async function startTwo(): Promise<[ExampleServer, ExampleServer]> {
  redis = await startRedis()
  return Promise.all([start({ REDIS_URL: redis.url }), start({ REDIS_URL: redis.url })])
}

async function comes({ url }: ExampleServer, name: string): Promise<Peer> {
  const { token } = await login(url, { name })
  const peer = await connect(url, token)
  peers.push(peer)
  return peer
}

async function enter(server: ExampleServer, name: string, room = 'lobby'): Promise<Peer> {
  const peer = await comes(server, name)
  expect(await peer.ask('join', room)).toMatchObject({ ok: true })
  return peer
}

/** What a peer was told, until this has come. */
function hears({ received }: Peer, ...events: unknown[][]): Promise<void> {
  return vi.waitFor(() => expect(received).toEqual(events), { timeout: 10_000, interval: 20 })
}

const bo = { name: 'Bo' }
const said = (from: string, id: string) => [
  'said',
  'lobby',
  { id, from: { name: from }, text: id, at: expect.any(Number) },
]
const say = (peer: Peer, id: string) => peer.ask('say', 'lobby', { id, text: id })

test('tells who is in a room, and who comes, goes and types', async () => {
  const server = await start()
  const ada = await enter(server, 'Ada')
  const other = await comes(server, 'Bo')
  expect(await other.ask('join', 'lobby')).toEqual({ ok: true, members: [{ name: 'Ada' }, bo] })
  other.socket.emit('typing', 'lobby')
  await hears(ada, ['joined', 'lobby', bo], ['typing', 'lobby', bo])
  other.socket.emit('leave', 'lobby')
  await expect.poll(() => ada.received.at(-1)).toEqual(['left', 'lobby', bo])
})

test('a link that breaks and is back soon is not news', async () => {
  const server = await start()
  const ada = await enter(server, 'Ada')
  const other = await enter(server, 'Bo')
  other.socket.emit('hangUp')
  await once(other.socket as never, 'disconnect')
  const again = await enter(server, 'Bo')
  await delay(3500)
  expect(ada.received.filter(([event]) => event === 'left')).toEqual([])
  again.socket.io.engine.close()
  await vi.waitFor(() => expect(ada.received.at(-1)).toEqual(['left', 'lobby', bo]), { timeout: 5000 })
})

test('keeps a message once, however often it comes, and no more than 100', async () => {
  const server = await start()
  const ada = await enter(server, 'Ada')
  const first = await say(ada, 'a')
  expect(first).toEqual({ ok: true, id: 'a', at: expect.any(Number) })
  expect(await say(ada, 'a')).toEqual(first)
  await say(ada, 'b')
  expect(await ada.ask('history', 'lobby')).toMatchObject({ lines: [{ id: 'a' }, { id: 'b' }] })

  for (let index = 0; index < 25; index += 1) {
    const one = await enter(server, `Guest ${index}`)
    for (let n = 0; n < 4; n += 1) await say(one, `${index} ${n}`)
  }
  const { lines } = (await ada.ask('history', 'lobby')) as { lines?: { id: string }[] }
  expect(lines?.length).toBe(100)
  expect(lines?.at(-1)?.id).toBe('24 3')
})

test('lets only staff into the staff room, and only who is in a room read and write there', async () => {
  const server = await start({ STAFF: 'Ada' })
  const ada = await enter(server, 'Ada', 'staff')
  const other = await enter(server, 'Bo')
  const outside = { ok: false, reason: 'You are not in this room.' }
  const line = { id: 'x', text: 'x' }
  expect(await other.ask('join', 'staff')).toEqual({ ok: false, reason: 'Only staff may enter this room.' })
  expect(await other.ask('say', 'staff', line)).toEqual(outside)
  expect(await other.ask('history', 'staff')).toEqual(outside)
  // The room that socket.io gives every socket.
  expect(await other.ask('say', other.socket.id, line)).toEqual(outside)
  expect(await ada.ask('say', 'staff', line)).toMatchObject({ ok: true })
  expect(other.received.filter(([event]) => event === 'said')).toEqual([])
})

test('takes five messages in two seconds, and says when it takes the next', async () => {
  const ada = await enter(await start(), 'Ada')
  const answers = await Promise.all(['1', '2', '3', '4', '5', '6'].map((id) => say(ada, id)))
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true, true, false])
  const { retryAfter = 0 } = answers[5] as { retryAfter?: number }
  expect(retryAfter).toBeGreaterThan(1000)
  expect(retryAfter).toBeLessThanOrEqual(2000)
  await delay(retryAfter)
  expect(await say(ada, '6')).toMatchObject({ ok: true })
})

test('gives a token to a name, and nothing to nonsense', async () => {
  const { url } = await start()
  expect(await login(url, { name: ' Ada ' })).toEqual({ status: 200, token: expect.any(String) })
  for (const wrong of [
    {},
    { name: '' },
    { name: 7 },
    { name: 'x'.repeat(25) },
    { name: 'a\nb' },
    { name: '\u200b' },
    { name: '\u202ebA' },
    { name: '\ud800' },
    'null',
    '{',
    '',
  ]) {
    expect(await login(url, wrong)).toMatchObject({ status: 400, error: expect.stringContaining('name') })
  }
  expect((await login(url, 'x'.repeat(100_000))).status).toBe(413)
  expect((await fetch(`${url}/login`)).status).toBe(405)
  expect((await fetch(url)).status).toBe(404)
  expect((await fetch(`${url}/login`, { method: 'OPTIONS' })).headers.get('access-control-allow-origin')).toBe('*')
})

test('takes only a token of its own that has not run out', async () => {
  const { url } = await start()
  const good = writeToken('Ada', 60, secret)
  const [head, , signature] = good.split('.')
  const changed = Buffer.from(JSON.stringify({ sub: 'Eve', exp: 9e9 })).toString('base64url')
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url')
  const wrong = {
    'The token has run out.': [writeToken('Ada', -1, secret)],
    'The token is not ours.': [writeToken('Ada', 60, 'another secret'), `${head}.${changed}.${signature}`, `${good}x`],
    'There is no token.': [undefined, 7, {}, '', 'a.b', `${none}.${changed}.`, `${good}.x`, 'x'.repeat(5000)],
  }
  for (const [reason, tokens] of Object.entries(wrong)) {
    for (const token of tokens) await expect(connect(url, token)).rejects.toThrow(reason)
  }
  await connect(url, good).then((peer) => peers.push(peer))
})

test('lives through whatever it is sent, and refuses what makes no sense', async () => {
  const server = await start()
  const ada = await enter(server, 'Ada')
  const emit = ada.socket.emit.bind(ada.socket) as (event: string, ...args: unknown[]) => void
  for (const event of ['join', 'leave', 'history', 'say', 'typing', '__proto__', 'constructor']) {
    for (const args of [[], [null], [{}], [() => {}], [[]], ['lobby', null]]) emit(event, ...args)
  }
  await delay(2100)
  for (const room of [undefined, null, 7, {}, 'nowhere', '__proto__']) {
    expect(await ada.ask('join', room)).toEqual({ ok: false, reason: 'There is no such room.' })
  }
  expect(await ada.ask('join', 'lobby')).toMatchObject({ ok: true })
  const long = { ok: false, reason: 'A message has 1 to 2,000 characters.' }
  for (const wrong of [
    { text: '' },
    { text: '\u2060' },
    { text: 'x'.repeat(2001) },
    { id: 7 },
    { id: 'x'.repeat(65) },
    null,
  ]) {
    expect(await ada.ask('say', 'lobby', wrong && { id: 'a', text: 'x', ...wrong })).toEqual(long)
  }
  emit('join', 'lobby')
  emit('say', 'lobby', { id: 'b', text: 'without an acknowledgement' })
  expect(await say(ada, 'c')).toMatchObject({ ok: true })

  const huge = await enter(server, 'Huge')
  huge.socket.emit('typing', 'x'.repeat(20_000))
  await once(huge.socket as never, 'disconnect')
  expect(await say(ada, 'd')).toMatchObject({ ok: true })
})

test('ends a link for a flood, of whatever', async () => {
  const server = await start()
  const ada = await enter(server, 'Ada')
  for (const event of ['say', 'typing', 'nothing']) {
    const other = await enter(server, 'Bo')
    const emit = other.socket.emit.bind(other.socket) as (event: string, ...args: unknown[]) => void
    for (let count = 0; count < 1000; count += 1) emit(event, 'lobby')
    // It comes back by itself, as after a network that broke.
    expect((await once(other.socket as never, 'disconnect'))[0]).toBe('transport close')
  }
  expect(await say(ada, 'a')).toMatchObject({ ok: true })
})

test('takes no message with the id of somebody else’s', async () => {
  const server = await start()
  await say(await enter(server, 'Ada'), 'a')
  const reason = 'Another message has this id.'
  expect(await say(await enter(server, 'Bo'), 'a')).toEqual({ ok: false, reason })
})

test('recovers what a broken link has missed', async () => {
  const server = await start()
  const ada = await enter(server, 'Ada')
  const other = await enter(server, 'Bo')
  await say(ada, 'before')
  await expect.poll(() => other.received.at(-1)).toEqual(said('Ada', 'before'))
  // The server breaks it: it knows before the other end comes back.
  other.socket.emit('hangUp')
  await once(other.socket as never, 'disconnect')
  await say(ada, 'meanwhile')
  other.socket.connect()
  await once(other.socket as never, 'connect')
  expect(other.socket.recovered).toBe(true)
  await say(ada, 'after')
  await vi.waitFor(() => {
    const told = other.received.filter(([event]) => event === 'said')
    expect(told).toEqual(['before', 'meanwhile', 'after'].map((id) => said('Ada', id)))
  })
})

test('over two processes: members, messages and typing, and a message that comes to both is kept once', async () => {
  const [one, other] = await startTwo()
  const ada = await enter(one, 'Ada')
  const friend = await enter(other, 'Bo')
  expect(await ada.ask('join', 'lobby')).toEqual({ ok: true, members: [{ name: 'Ada' }, bo] })
  await expect.poll(() => ada.received.at(-1)).toEqual(['joined', 'lobby', bo])
  ada.received.length = 0

  const answer = await say(friend, 'hello')
  await hears(ada, said('Bo', 'hello'))
  friend.socket.emit('typing', 'lobby')
  await hears(ada, said('Bo', 'hello'), ['typing', 'lobby', bo])

  // As a page does whose server died before it could answer. Those who have it know it by its id.
  const again = await enter(one, 'Bo')
  expect(await say(again, 'hello')).toEqual(answer)
  expect(await ada.ask('history', 'lobby')).toMatchObject({ lines: [{ id: 'hello' }] })
})

test('a process that is killed takes its people along, and one that is stopped ends in order', async () => {
  const [one, other] = await startTwo()
  const ada = await enter(one, 'Ada')
  await enter(other, 'Bo')
  await expect.poll(() => ada.received.at(-1)).toEqual(['joined', 'lobby', bo])
  await other.kill('SIGKILL')
  await vi.waitFor(() => expect(ada.received.at(-1)).toEqual(['left', 'lobby', bo]), { timeout: 15_000 })
  // Twice, as from a terminal and from npm.
  const ends = [one.kill('SIGINT'), one.kill('SIGTERM')]
  expect(await Promise.all(ends)).toEqual([0, 0])
  const { url } = await start()
  const socket = dial(url, writeToken('Ada', 60, secret))
  await once(socket as never, 'connect')
  socket.disconnect()
})
