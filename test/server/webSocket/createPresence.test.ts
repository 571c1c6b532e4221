import { createHash } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createPresence, memoryStore, type PresenceServer, type PresenceServerOptions } from 'wirehooks/server'
import { type ClientFrame, createConnection, heartbeat, type ServerFrame, webSocket } from 'wirehooks/vanilla'
import { startProxy } from '../../support/proxy'

interface Guest {
  readonly socket: WebSocket
  readonly heard: ServerFrame[]
  say(frame: ClientFrame | object): void
  hears(kind: ServerFrame['kind'], count?: number): Promise<unknown>
}

/** Clients say in their address who they are; where they do not, they may be whoever they say. */
async function serve(options: PresenceServerOptions = {}) {
  const presence = createPresence(options)
  const http = createServer()
  const server = new WebSocketServer({ server: http })
  server.on('connection', (socket, request) => {
    const key = new URL(request.url ?? '', 'ws://localhost').searchParams.get('key')
    presence.accept(socket, key === null ? {} : { key })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate()
    http.close()
    return presence.close()
  })
  return { presence, server, port }
}

async function arrive(port: number, query = '', options: object = {}): Promise<Guest> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${query}`, options)
  const heard: ServerFrame[] = []
  socket.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString()) as { type: string; payload: ServerFrame }
    if (type === 'presence') heard.push(payload)
  })
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  return {
    socket,
    heard,
    say: (payload) => socket.send(JSON.stringify({ type: 'presence', payload })),
    async hears(kind, count = 1) {
      await expect.poll(() => heard.filter((frame) => frame.kind === kind).length).toBeGreaterThanOrEqual(count)
    },
  }
}

/** A socket that nobody listens to. */
const silentSocket = { send() {}, close() {}, ping() {}, terminate() {} }

const session = (name: string): string => name.padEnd(20, '-')

const idOf = (name: string): string => createHash('sha256').update(session(name)).digest('hex').slice(0, 32)

const enter = (key: string, version = 1, state: object = { version }): ClientFrame =>
  ({ kind: 'enter', channel: 'board', session: session(key), version, key, state }) as const

const keysIn = async (presence: PresenceServer): Promise<string[]> =>
  (await presence.who('board')).map(({ key }) => key)

test('answers who enters with everybody, and tells the others', async () => {
  const { presence, port } = await serve()
  const [ann, bob] = [await arrive(port), await arrive(port)]
  ann.say(enter('ann'))
  await ann.hears('state')
  bob.say(enter('bob'))
  await bob.hears('state')
  await ann.hears('diff')
  const [entered, state] = bob.heard
  expect(entered).toEqual({ kind: 'entered', channel: 'board', id: idOf('bob'), key: 'bob' })
  expect(state).toMatchObject({ kind: 'state', channel: 'board', protocol: 1, grace: 15_000 })
  expect((state as { members: readonly unknown[] }).members).toMatchObject([{ key: 'ann' }, { key: 'bob' }])
  expect(await presence.who('board')).toMatchObject([
    { key: 'ann', state: { version: 1 }, connections: 1, away: false },
    { key: 'bob', connections: 1 },
  ])
  expect(JSON.stringify([ann.heard, bob.heard])).not.toContain(session('ann'))
})

test('shows some of very many, and counts everybody', async () => {
  const { presence, port } = await serve({ sampleSize: 2 })
  const guests = await Promise.all(Array.from({ length: 6 }, () => arrive(port)))
  for (const [index, guest] of guests.entries()) {
    guest.say(enter(`guest ${index}`))
    await guest.hears('state')
  }
  const [first, second, ...others] = guests
  expect(others.at(-1)?.heard.at(-1)).toMatchObject({ members: [{ key: 'guest 0' }, { key: 'guest 1' }], count: 6 })
  first?.say({ kind: 'leave', channel: 'board', version: 2 })
  await expect.poll(() => second?.heard.at(-1)).toMatchObject({ count: 5, set: [{ key: 'guest 2' }] })
  expect(await presence.who('board')).toHaveLength(5)
})

test('counts revisions without holes, whatever is collected into one frame', async () => {
  const { port } = await serve({ batch: 5 })
  const [ann, bob] = [await arrive(port), await arrive(port)]
  bob.say({ kind: 'watch', channel: 'board' })
  await bob.hears('state')
  ann.say(enter('ann'))
  for (let version = 2; version <= 200; version += 1)
    ann.say({ kind: 'set', channel: 'board', version, state: { version } })
  await expect.poll(() => JSON.stringify(bob.heard.at(-1))).toContain('"version":200')
  const [first, ...diffs] = bob.heard as { revision: number; from: number }[]
  for (const [index, { from, revision }] of diffs.entries()) {
    expect(from).toBe((index === 0 ? first : diffs[index - 1])?.revision)
    expect(revision).toBeGreaterThan(from)
  }
})

test('knows better who somebody is than they do', async () => {
  const { presence, port } = await serve()
  const mallory = await arrive(port, '?key=mallory')
  mallory.say(enter('admin'))
  await mallory.hears('state')
  expect(await keysIn(presence)).toEqual(['mallory'])
})

test('lets in who may, and tells the others why not', async () => {
  const asked: unknown[] = []
  const { presence, port } = await serve({
    async authorize(who) {
      asked.push(who)
      return who.channel !== 'board'
    },
  })
  const ann = await arrive(port, '?key=ann')
  ann.say(enter('ann'))
  ann.say({ kind: 'watch', channel: 'board' })
  await ann.hears('refused', 2)
  expect(ann.heard).toMatchObject([{ code: 'forbidden' }, { code: 'forbidden' }])
  expect(asked).toEqual([
    { key: 'ann', channel: 'board', action: 'enter' },
    { key: 'ann', channel: 'board', action: 'watch' },
  ])
  expect(await keysIn(presence)).toEqual([])
})

test('keeps somebody whose link broke for the grace, and no longer', async () => {
  const { presence, port } = await serve({ grace: 300 })
  const [ann, bob] = [await arrive(port), await arrive(port)]
  ann.say(enter('ann'))
  bob.say(enter('bob'))
  await ann.hears('state')
  await bob.hears('state')
  const brokeAt = performance.now()
  bob.socket.terminate()
  await expect.poll(() => keysIn(presence), { interval: 5 }).toEqual(['ann'])
  expect(performance.now() - brokeAt).toBeGreaterThanOrEqual(295)
  await expect.poll(() => ann.heard.some((frame) => frame.kind === 'diff' && frame.left?.length === 1)).toBe(true)
})

test('a page that is left, as browsers say with the close code 1001, is a leave at once', async () => {
  const { presence, port } = await serve({ grace: 60_000, ttl: 180_000 })
  const [ann, bob] = [await arrive(port), await arrive(port)]
  ann.say(enter('ann'))
  bob.say(enter('bob'))
  await ann.hears('state')
  await bob.hears('state')
  bob.socket.close(1001)
  await expect.poll(() => keysIn(presence)).toEqual(['ann'])
  ann.socket.close(1000)
  await once(ann.socket, 'close')
  expect(await keysIn(presence)).toEqual(['ann'])
})

test('gives up a client that answers no ping, as one does whose machine has vanished', async () => {
  const { presence, port } = await serve({ grace: 50, ttl: 300 })
  const proxy = await startProxy(port)
  onTestFinished(() => proxy.stop())
  const ann = await arrive(Number(new URL(proxy.url).port))
  ann.say(enter('ann'))
  await ann.hears('state')
  proxy.pairs[0]?.flow('none')
  await expect.poll(() => keysIn(presence)).toEqual([])
})

test('keeps nobody longer than the TTL after their last word, though nobody notices that their link is dead', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const presence = createPresence()
  const enteredAt = performance.now()
  const dead = presence.connect({ send: () => {}, heardAt: () => enteredAt })
  const alive = presence.connect({ send: () => {} })
  dead.receive(enter('ann'))
  alive.receive(enter('bob'))
  while ((await keysIn(presence)).length < 2) await setImmediate()
  await vi.advanceTimersByTimeAsync(30_000)
  expect((await keysIn(presence)).toSorted()).toEqual(['ann', 'bob'])
  await vi.advanceTimersByTimeAsync(15_000)
  expect(await keysIn(presence)).toEqual(['bob'])
  await presence.close()
})

test('keeps somebody for the whole grace, however long they had said nothing when their link broke', async () => {
  const { presence, port } = await serve({ grace: 900, ttl: 2700 })
  const quiet = Array.from({ length: 9 }, async (_, index) => {
    const client = await arrive(port)
    client.say(enter(`quiet ${index}`))
    await client.hears('state')
    await new Promise((resolve) => setTimeout(resolve, 200 * index))
    client.socket.terminate()
    const brokeAt = performance.now()
    await expect.poll(() => keysIn(presence), { interval: 5 }).not.toContain(`quiet ${index}`)
    return performance.now() - brokeAt
  })
  for (const time of await Promise.all(quiet)) expect(time).toBeGreaterThanOrEqual(895)
})

test('a link that was left behind cannot change or remove the one that took its place', async () => {
  const { presence, port } = await serve({ grace: 50 })
  const [old, next] = [await arrive(port), await arrive(port)]
  old.say(enter('ann', 1))
  await old.hears('state')
  next.say(enter('ann', 5))
  await next.hears('state')
  old.say({ kind: 'set', channel: 'board', version: 2, state: { version: 2 } })
  old.say({ kind: 'leave', channel: 'board', version: 3 })
  old.socket.close()
  await once(old.socket, 'close')
  next.say({ kind: 'set', channel: 'board', version: 6, state: { version: 6 } })
  await expect.poll(async () => (await presence.who('board'))[0]?.state).toEqual({ version: 6 })
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(await presence.who('board')).toMatchObject([{ key: 'ann', connections: 1 }])
  expect(next.heard.some((frame) => frame.kind === 'diff' && frame.left?.length)).toBe(false)
})

test('asks who says something from no place to enter', async () => {
  const { port } = await serve()
  const ann = await arrive(port)
  ann.say({ kind: 'set', channel: 'board', version: 1, state: {} })
  await ann.hears('refused')
  expect(ann.heard).toMatchObject([{ code: 'expired' }])
})

test('is not harmed by what makes no sense, and leaves what is not its own alone', async () => {
  const { presence, port, server } = await serve()
  const others: string[] = []
  server.on('connection', (socket) => socket.on('message', (data: Buffer) => others.push(data.toString())))
  const ann = await arrive(port)
  for (const text of ['presence', '{"presence"', '"presence"', 'null', '[]', '{"type":"presence"}'])
    ann.socket.send(text)
  ann.socket.send(Buffer.from('presence'))
  let nested: unknown = {}
  for (let depth = 0; depth < 1000; depth += 1) nested = { nested }
  ann.socket.send(
    `{"type":"presence","payload":{"kind":"enter","channel":"board","session":"${session('x')}","key":"x","version":1,"state":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`,
  )
  for (const frame of [
    { kind: 'enter', channel: 'board' },
    { ...enter('x'), version: '1' },
    { ...enter('x'), key: 7 },
    { ...enter('x'), session: 'short' },
    { ...enter('x'), state: undefined },
    { ...enter('x'), state: nested },
    { ...enter('x'), channel: 'x'.repeat(300) },
    { kind: 'dance', channel: 'board', version: 1, state: 1 },
    enter('__proto__', 1, JSON.parse('{"__proto__":{"polluted":true}}')),
  ])
    ann.say(frame)
  await ann.hears('state')
  expect(await keysIn(presence)).toEqual(['__proto__'])
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  expect(ann.heard.filter((frame) => frame.kind === 'refused').map(({ code }) => code)).toEqual([
    'bad-request',
    'bad-request',
    'bad-request',
    'bad-request',
    'bad-request',
    'bad-request',
    'too-large',
  ])
  expect(others).toHaveLength(17)
})

test('a store that fails is told of, and everything goes on when it is back', async () => {
  const errors: unknown[] = []
  const memory = memoryStore()
  let isDown = true
  const store = new Proxy(memory, {
    get:
      (target, name: keyof typeof memory) =>
      (...given: never[]) =>
        isDown ? Promise.reject(new Error('down')) : (target[name] as (...given: never[]) => unknown)(...given),
  })
  const { presence, port } = await serve({ store, ttl: 3000, onError: (cause) => errors.push(cause) })
  const ann = await arrive(port)
  ann.say(enter('ann'))
  await expect.poll(() => errors.length).toBeGreaterThan(1)
  isDown = false
  // It was not stored: the server asks for it once more.
  await ann.hears('refused')
  ann.say(enter('ann', 2))
  await ann.hears('state')
  expect(await keysIn(presence)).toEqual(['ann'])
})

test('close() resolves when the store has answered, and nobody comes after it', async () => {
  const memory = memoryStore()
  const log: string[] = []
  let answer = (): void => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  const store = {
    ...memory,
    async remove(...given: Parameters<typeof memory.remove>) {
      log.push('asked')
      await answered
      await memory.remove(...given)
    },
  }
  const { presence, port } = await serve({ store })
  const ann = await arrive(port)
  ann.say(enter('ann'))
  await ann.hears('state')
  ann.say({ kind: 'leave', channel: 'board', version: 2 })
  await expect.poll(() => log).toEqual(['asked'])
  const closed = presence.close().then(() => log.push('closed'))
  await setImmediate()
  expect(log).toEqual(['asked'])
  answer()
  await closed
  const late = await arrive(port)
  late.say(enter('late'))
  late.socket.close()
  await once(late.socket, 'close')
  expect(await keysIn(presence)).toEqual([])
})

test('a client whose `send` throws keeps nobody else from hearing', async () => {
  const errors: unknown[] = []
  const bug = new Error('Not open')
  const { presence, port } = await serve({ onError: (cause) => errors.push(cause) })
  const broken = presence.connect({
    send() {
      throw bug
    },
  })
  broken.receive(enter('broken'))
  await expect.poll(() => errors).toContain(bug)
  const [ann, bob] = [await arrive(port), await arrive(port)]
  ann.say(enter('ann'))
  await ann.hears('state')
  bob.say(enter('bob'))
  await ann.hears('diff')
  expect((await keysIn(presence)).toSorted()).toEqual(['ann', 'bob', 'broken'])
})

test.each(['bufferedAmount', 'heardAt', 'close'] as const)(
  'a client whose `%s` throws keeps nobody else from hearing',
  async (part) => {
    const errors: unknown[] = []
    const bug = new Error('Not open')
    const throws = (): never => {
      throw bug
    }
    const { presence, port } = await serve({ ttl: 600, onError: (cause) => errors.push(cause) })
    const broken = presence.connect({
      send() {},
      get bufferedAmount() {
        return part === 'bufferedAmount' ? throws() : 0
      },
      ...(part !== 'bufferedAmount' && { [part]: throws }),
    })
    broken.receive(enter('broken'))
    await expect.poll(() => keysIn(presence)).toEqual(['broken'])
    const ann = await arrive(port)
    ann.say({ kind: 'watch', channel: 'board' })
    await ann.hears('state')
    if (part === 'close')
      for (let index = 0; index < 5000; index += 1) broken.receive({ kind: 'watch', channel: 'board' })
    await expect.poll(() => errors).toContain(bug)
    const bob = await arrive(port)
    bob.say(enter('bob'))
    await bob.hears('state')
    await expect.poll(() => JSON.stringify(ann.heard)).toContain('"bob"')
  },
)

test('hears no more of a client that says too much, also where nothing ends its connection', async () => {
  const { presence } = await serve({ grace: 300 })
  const sent: ServerFrame[] = []
  const mallory = presence.connect({ send: (frame) => void sent.push(frame) })
  mallory.receive(enter('mallory'))
  await expect.poll(() => keysIn(presence)).toEqual(['mallory'])
  for (let index = 0; index < 5000; index += 1) mallory.receive({ kind: 'watch', channel: 'board' })
  mallory.receive(enter('mallory', 2))
  await expect.poll(() => keysIn(presence)).toEqual([])
})

test('begins nothing for a socket that closed before it was accepted', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const socket = Object.assign(new EventEmitter(), { readyState: 3, bufferedAmount: 0, ...silentSocket })
  const presence = createPresence()
  presence.accept(socket)
  expect(vi.getTimerCount()).toBe(0)
})

test('answers the heartbeat of a client that only listens', async () => {
  const { port } = await serve()
  const options = { wrappers: [heartbeat({ interval: 20, timeout: 5000 })] }
  const connection = createConnection(webSocket(`ws://127.0.0.1:${port}`), options)
  onTestFinished(connection.close)
  connection.open()
  await expect.poll(() => connection.store.getState()).toMatchObject({ status: 'open', latency: expect.any(Number) })
})
