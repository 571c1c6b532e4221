import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Attacked, attackedServers, type Entrance, startAttacked } from './support/attackedServers'
import { dial, frame, head, type Stranger, upgrade } from './support/stranger'

// People copy the servers of the examples, and put them where everybody can reach them. What anybody can send, without a login
// or with one, must not end such a server, nor make it write on stderr.

/** What comes after a prefix of the server's. */
const oddPaths = [
  '',
  '//',
  '//?',
  '//[',
  '///../',
  '/%',
  '/%ff%fe',
  '/%00',
  '/\\',
  '/..',
  '/;',
  `/${'x'.repeat(15_000)}`,
]
/** A whole target, which need not begin with a slash. */
const oddTargets = ['*', 'http://[', 'http://', 'http:////', 'localhost:80', '?', `/${'x'.repeat(70_000)}`]
const oddHeaders: readonly Record<string, string | null>[] = [
  { Host: null },
  { Host: '' },
  { Host: '[' },
  { Host: '%%% //:99999999' },
  { Host: 'a\u0001b' },
  { Origin: 'http://[' },
  { Cookie: '__proto__=%;=' },
  { Authorization: 'Bearer __proto__' },
]
const oddUpgrades: readonly Record<string, string | null>[] = [
  { Upgrade: 'h2c', 'HTTP2-Settings': '' },
  { Upgrade: 'TLS/1.0' },
  { Upgrade: '' },
  { 'Sec-WebSocket-Key': null },
  { 'Sec-WebSocket-Version': '7' },
  { 'Sec-WebSocket-Protocol': ', ,' },
  { 'Sec-WebSocket-Extensions': 'permessage-deflate; __proto__=1; =' },
]
const oddFrames: Readonly<Record<string, Buffer>> = {
  'text that is not UTF-8': frame(0x81, Buffer.from([0xc3, 0x28])),
  'a length of 90 MB': frame(0x81, 'x', 90_000_000),
  'a length of 117 MB': frame(0x82, 'x', 117_000_000),
  'a length beyond all numbers': frame(0x81, '', Number.MAX_SAFE_INTEGER + 1),
  'no mask': Buffer.from([0x81, 0x01, 0x78]),
  'an opcode that does not exist': frame(0x83, ''),
  'a bit that is reserved': frame(0xf1, 'x'),
  'a ping in pieces': frame(0x09, 'x'),
  'a close code that nobody may send': frame(0x88, Buffer.from([0x03, 0xed])),
}
const oddTexts = [
  '',
  'null',
  '5',
  '"x"',
  '[]',
  '[[]]',
  '{',
  '{}',
  '\u0000',
  '\ufeff{}',
  '4',
  '40',
  '41',
  '42',
  '451-["x"]',
]
/** Packets of Socket.IO that its parser does not take. */
const oddPackets = [
  '4x',
  '49',
  '42{',
  '42["x"',
  '451-',
  '45x-["x"]',
  '459999999999-["x"]',
  '42/chat,["join"',
  '42/chat,5',
  'x',
]
const oddMessages = [
  '{"type":7}',
  '{"type":"__proto__"}',
  '{"type":"constructor","id":"x"}',
  '42["__proto__"]',
  '42["error"]',
  '42/chat,["error"]',
  '42[null]',
]
const oddContents = [
  'null',
  '5',
  '"x"',
  '[]',
  '[null]',
  '{}',
  '{"__proto__":{"room":"lobby"}}',
  '{"constructor":{"prototype":{}}}',
  '{"room":"__proto__","id":"__proto__","text":"__proto__","channel":"__proto__","key":"__proto__"}',
  '{"room":{"toString":null},"since":{},"channel":{"toString":null},"kind":{}}',
  '{"room":"lobby","since":-1e400,"run":"__proto__"}',
  '{"kind":"enter","channel":"constructor","state":{"__proto__":null},"session":"toString"}',
  '{"config":{"presence":null,"broadcast":5,"postgres_changes":{"length":9}}}',
  '{"config":{"postgres_changes":[null,5,{"event":"*","schema":"__proto__","table":5}]}}',
  '{"type":"broadcast","event":{"toString":null},"payload":null}',
  '"\\ud800"',
  `${'['.repeat(4000)}${']'.repeat(4000)}`,
]

describe.each(attackedServers)('the server of $example', (server) => {
  const { prefixes, entrances, bodies } = server
  let attacked: Attacked

  beforeAll(async () => {
    attacked = await startAttacked(server)
  })

  afterAll(async () => {
    const end = await attacked.stop()
    const complaints = attacked.complaints()
    if (end !== 0 || complaints !== '')
      throw new Error(`The server ended with ${String(end)}, and wrote: ${complaints}`)
  })

  const targets = [...prefixes.flatMap((prefix) => oddPaths.map((path) => `${prefix}${path}` || '/')), ...oddTargets]
  const places = entrances.length > 0 ? entrances.map(({ path }) => path) : ['/']

  /** Whether those who behave are let in. */
  async function isServing(): Promise<boolean> {
    const { status } = await fetch(attacked.url, { headers: { connection: 'close' } })
    for (const { path } of entrances) {
      const socket = new WebSocket(`ws://127.0.0.1:${attacked.port}${path}`)
      await once(socket, 'open')
      socket.terminate()
    }
    return status < 500
  }

  async function say(...parts: readonly (string | Buffer)[]): Promise<Stranger> {
    const stranger = await dial(attacked.port)
    for (const part of parts) stranger.socket.write(part)
    return stranger
  }

  /** Each is said over a socket of its own, and answered somehow. */
  async function sayAll(all: readonly string[]): Promise<void> {
    const strangers = await Promise.all(all.map((one) => say(one)))
    await Promise.all(strangers.map((stranger) => stranger.answered()))
    for (const { socket } of strangers) socket.destroy()
  }

  async function enter({ path, greeting }: Entrance): Promise<WebSocket> {
    const greetings = (await greeting?.(attacked.url)) ?? []
    const socket = new WebSocket(`ws://127.0.0.1:${attacked.port}${path}`)
    socket.on('error', () => {}) // `close` follows
    await once(socket, 'open')
    for (const text of greetings) socket.send(text)
    await isRead(socket)
    if (socket.readyState !== WebSocket.OPEN) throw new Error(`The server does not take the greeting for ${path}`)
    return socket
  }

  /** The server reads frames in order: what answers a ping, or closes, has read what came before. */
  async function isRead(socket: WebSocket): Promise<void> {
    if (socket.readyState !== WebSocket.OPEN) return
    const over = new AbortController()
    const { signal } = over
    socket.ping()
    await Promise.race([once(socket, 'pong', { signal }), once(socket, 'close', { signal })])
    over.abort()
  }

  test('outlives addresses that are none, with an upgrade and without', async () => {
    await sayAll(targets.map((target) => head(target, upgrade)))
    await sayAll(targets.map((target) => head(target, { Connection: 'close' })))
    await sayAll(targets.map((target) => head(target, { Connection: 'close', 'Content-Length': '0' }, 'POST')))
    expect(await isServing()).toBe(true)
  })

  test('outlives headers that are odd or missing, and other protocols', async () => {
    await sayAll(places.flatMap((path) => oddHeaders.map((headers) => head(path, { ...upgrade, ...headers }))))
    await sayAll(places.flatMap((path) => oddHeaders.map((headers) => head(path, { Connection: 'close', ...headers }))))
    await sayAll(places.flatMap((path) => oddUpgrades.map((headers) => head(path, { ...upgrade, ...headers }))))
    const methods = ['POST', 'TRACE', 'OPTIONS', 'CONNECT', 'DELETE', 'HEAD', 'PUT']
    await sayAll(places.flatMap((path) => methods.map((method) => head(path, upgrade, method))))
    await sayAll([
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\u0016\u0003\u0001\u0002',
      '\0\0\0\0\0\0\0\0\r\n\r\n',
      'GET\r\n\r\n',
    ])
    expect(await isServing()).toBe(true)
  })

  test('outlives sockets that break, before the upgrade and after', async () => {
    const half = (path: string): string => head(path, upgrade).slice(0, -10)
    const body = (path: string): string => `${head(path, { 'Content-Length': '100' }, 'POST')}{"name"`
    const requests = [...targets, ...places].flatMap((path) => [half(path), head(path, upgrade), body(path)])
    const strangers = await Promise.all(requests.map((request) => say(request)))
    await Promise.all(strangers.map((stranger) => stranger.reset()))
    for (const path of places) {
      const upgraded = await say(head(path, upgrade), frame(0x81, 'x'.repeat(50)).subarray(0, 20))
      await upgraded.answered()
      await upgraded.reset()
    }
    expect(await isServing()).toBe(true)
  })

  test.each(bodies)('takes no large body at %s', async (path) => {
    const headers = { 'Transfer-Encoding': 'chunked', 'Content-Type': 'application/json' }
    const stranger = await say(head(path, headers, 'POST'))
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    for (let count = 0; count < 100 && !stranger.hasAnswer; count += 1) {
      const written = new Promise((resolve) => stranger.socket.write(chunk, resolve))
      // A server that has answered may read no more.
      await Promise.race([written, stranger.answered()])
    }
    stranger.socket.write('0\r\n\r\n')
    expect(await stranger.answered()).toMatch(/^HTTP\/1\.1 413 /)
    stranger.socket.destroy()
    expect(await isServing()).toBe(true)
  })

  test.each(Object.entries(oddFrames))('ends a link for %s', async (_, bytes) => {
    for (const { path } of entrances) {
      const stranger = await say(head(path, upgrade))
      await stranger.answered()
      stranger.socket.write(bytes)
      await stranger.ended()
    }
    expect(await isServing()).toBe(true)
  })

  test('outlives frames without sense', async () => {
    for (const entrance of entrances) {
      const { events, frame } = entrance
      const contents = events.flatMap((event) => oddContents.map((json) => frame(event, json)))
      let socket = await enter(entrance)
      for (const data of [
        Buffer.from([0, 1, 2]),
        Buffer.alloc(0),
        ...oddTexts,
        ...oddPackets,
        ...oddMessages,
        ...contents,
      ]) {
        if (socket.readyState !== WebSocket.OPEN) socket = await enter(entrance)
        socket.send(data)
        await isRead(socket)
      }
      socket.terminate()
    }
    expect(await isServing()).toBe(true)
  })
})
