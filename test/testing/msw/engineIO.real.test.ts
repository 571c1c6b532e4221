import { afterAll, describe, expect, test } from 'vitest'
import { eventually } from './support/eventually'
import { startTwoServers, type World } from './support/twoServers'

const servers = await startTwoServers()
afterAll(() => servers.close())

interface Answer {
  status: number
  body: unknown
}

const engine = (url: string, query: string): string => `${url}/socket.io/?${query}`

async function ask({ url, fetch }: World, query: string, body?: string): Promise<Answer> {
  const response = await fetch(engine(url, query), body === undefined ? {} : { method: 'POST', body })
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
}

/** A client by hand. What the server makes up is left out of what it hears. */
async function handshake(world: World): Promise<{ sid: string; about: object }> {
  const { body } = await ask(world, 'EIO=4&transport=polling')
  const { sid, ...about } = JSON.parse(String(body).slice(1))
  return { sid, about }
}

const withoutId = (packet: string): string => packet.replaceAll(/"sid":"[^"]+"/g, '"sid":"…"')

describe('over HTTP', () => {
  test.each([
    { name: 'no transport', query: 'EIO=4' },
    { name: 'another transport', query: 'EIO=4&transport=pigeon' },
    { name: 'a WebSocket without an upgrade', query: 'EIO=4&transport=websocket' },
    { name: 'an unknown session', query: 'EIO=4&transport=polling&sid=nobody' },
    { name: 'an unknown session that is spoken to', query: 'EIO=4&transport=polling&sid=nobody', body: '40' },
    { name: 'a handshake that is posted', query: 'EIO=4&transport=polling', body: '40' },
    { name: 'a client of Socket.IO 2', query: 'EIO=3&transport=polling' },
  ])('answers as a real server: $name', async ({ query, body }) => {
    const { real, mocked } = await servers.play((world) => ask(world, query, body))
    expect(mocked).toEqual(real)
    expect(real.status).toBe(400)
  })

  test('says the same of itself', async () => {
    const { real, mocked } = await servers.play(async (world) => {
      const { sid, about } = await handshake(world)
      await ask(world, `EIO=4&transport=polling&sid=${sid}`, '1')
      return about
    })
    expect(mocked).toEqual(real)
  })

  test('forgets a session that its client closed', async () => {
    const { real, mocked } = await servers.play(async (world) => {
      const { sid } = await handshake(world)
      const query = `EIO=4&transport=polling&sid=${sid}`
      return [await ask(world, query, '1'), await ask(world, query), await ask(world, query, '40')]
    })
    expect(mocked).toEqual(real)
    expect(real[1]).toEqual({ status: 400, body: { code: 1, message: 'Session ID unknown' } })
  })

  test('lets one request wait, and not two', async () => {
    const { real, mocked } = await servers.play(async (world) => {
      const { sid } = await handshake(world)
      const query = `EIO=4&transport=polling&sid=${sid}`
      const answers = await Promise.all([ask(world, query), ask(world, query)])
      return { statuses: new Set(answers.map(({ status }) => status)), after: await ask(world, query) }
    })
    expect(mocked).toEqual(real)
    expect(real.statuses).toEqual(new Set([200, 400]))
  })
})

/** A real server, and a mocked one, says in its handshake how many bytes a message may have: `maxPayload`. */
const sizes = [
  { name: 'as long as it may be', message: '4'.padEnd(1_000_000, 'x'), status: 200 },
  { name: 'one letter too long', message: '4'.padEnd(1_000_001, 'x'), status: 413 },
  { name: 'too long in bytes and not in letters', message: '4'.padEnd(500_001, 'ü'), status: 413 },
]

describe.each(sizes)('a message that is $name', ({ message, status }) => {
  test('is answered as by a real server over HTTP', async () => {
    const { real, mocked } = await servers.play(async (world) => {
      const { sid } = await handshake(world)
      const query = `EIO=4&transport=polling&sid=${sid}`
      return (await ask(world, query, message)).status
    })
    expect(mocked).toBe(real)
    expect(real).toBe(status)
  })

  test('ends a WebSocket as a real server ends it', async () => {
    const { real, mocked } = await servers.play(({ url, WebSocket }) => {
      const socket = new WebSocket(engine(url, 'EIO=4&transport=websocket').replace('http', 'ws'))
      return new Promise((resolve) => {
        socket.onmessage = () => socket.send(message)
        socket.onclose = ({ code }) => resolve(code)
      })
    })
    expect(mocked).toBe(real)
  })
})

test('bytes that are too long end a WebSocket as a real server ends it', async () => {
  const { real, mocked } = await servers.play(({ url, WebSocket }) => {
    const socket = new WebSocket(engine(url, 'EIO=4&transport=websocket').replace('http', 'ws'))
    return new Promise((resolve) => {
      socket.onmessage = () => socket.send(new Uint8Array(1_000_001))
      socket.onclose = ({ code }) => resolve(code)
    })
  })
  expect(mocked).toBe(real)
})

/** What a client sends after the handshake, packet by packet. The last question is whether it is still there. */
const question = '42["NOTHING"]'
const inputs = [
  { name: 'no packet of Engine.IO', packets: ['40', 'x'] },
  { name: 'no packet of Socket.IO', packets: ['40', '4x'] },
  { name: 'a packet that is no JSON', packets: ['40', '42["A"'] },
  { name: 'an event without anything', packets: ['40', '42'] },
  { name: 'an answer without anything', packets: ['40', '43'] },
  { name: 'nothing', packets: ['40', ''] },
  { name: 'an event whose name is a number', packets: ['40', '42[1,2]'] },
  { name: 'an event that is no list', packets: ['40', '42{"a":1}'] },
  { name: 'an event with the name of one of the client', packets: ['40', '42["connect"]'] },
  { name: 'an event before a namespace was joined', packets: [question] },
  { name: 'an event in another namespace', packets: ['40', '42/room,["NOTHING"]'] },
  { name: 'a namespace joined twice', packets: ['40', '40'] },
  { name: 'a namespace left that was not joined', packets: ['40', '41/room,'] },
  { name: 'a namespace left and joined again', packets: ['40', '40/room,', '41/room,', question, '40/room,'] },
  { name: 'a namespace that nobody serves', packets: ['40/nowhere,', '40'] },
  { name: 'a namespace with a query', packets: ['40/room?token=1,', '40'] },
  { name: 'a namespace without a comma', packets: ['40/room', '40'] },
  { name: 'credentials that are no object', packets: ['40["a"]'] },
  { name: 'an answer that nobody waits for', packets: ['40', '43123["a"]'] },
  { name: 'an answer to nobody in another namespace', packets: ['40', '43/room,123["a"]'] },
  { name: 'a refusal, which only servers send', packets: ['40', '44{"message":"no"}'] },
  { name: 'a ping, which only servers send', packets: ['40', '2'] },
  { name: 'a pong that nobody asked for', packets: ['40', '3'] },
  { name: 'what an upgrade has', packets: ['40', '5', '6'] },
  { name: 'bytes as they should be', packets: ['40', '451-["SAY",{"_placeholder":true,"num":0}]', 'bAQID'] },
  { name: 'an event whose bytes do not come', packets: ['40', '451-["SAY",{"_placeholder":true,"num":0}]', '42["A"]'] },
  { name: 'fewer bytes than were promised', packets: ['40', '452-["SAY",{"_placeholder":true,"num":0}]', 'bAQID'] },
  { name: 'bytes that nobody promised', packets: ['40', 'bAQID'] },
  { name: 'bytes in a place that is not there', packets: ['40', '451-["SAY",{"_placeholder":true,"num":7}]', 'bAQID'] },
  { name: 'no bytes where some were promised', packets: ['40', '450-["SAY"]'] },
  {
    name: 'an answer with bytes that nobody waits for',
    packets: ['40', '461-9[{"_placeholder":true,"num":0}]', 'bAQID'],
  },
]

/** Says one packet after the other, and waits for the answer of those that have one. */
async function talk(
  packets: readonly string[],
  heard: readonly unknown[],
  say: (packet: string) => unknown,
): Promise<void> {
  for (const packet of [...packets, question]) {
    const before = heard.length
    await say(packet)
    // A server greets whom it lets in.
    const answer = packet === question ? /NOTHING/ : packet.startsWith('40') ? /WELCOME|^44/ : null
    const isAnswered = (): boolean => !answer || heard.slice(before).some((each) => answer.test(String(each)))
    const isOver = (): boolean => /^(1$|closed)/.test(String(heard.at(-1)))
    await eventually(() => expect(isAnswered() || isOver()).toBe(true))
  }
}

describe.each(inputs)('$name', ({ packets }) => {
  test('is the same to a real and a mocked server over HTTP', async () => {
    const { real, mocked } = await servers.play(async (world) => {
      const { sid } = await handshake(world)
      const query = `EIO=4&transport=polling&sid=${sid}`
      const heard: string[] = []

      async function poll(): Promise<void> {
        const { status, body } = await ask(world, query)
        if (status !== 200) return
        heard.push(...String(body).split('\x1e').map(withoutId))
        if (!heard.includes('1')) await poll()
      }

      const polling = poll()
      // A real server may break off the request that brought what it cannot read.
      await talk(packets, heard, (packet) => ask(world, query, packet).catch(() => {}))
      await ask(world, query, '1').catch(() => {})
      await polling
      return heard.filter((packet) => packet !== '6')
    })
    expect(mocked).toEqual(real)
  })

  test('is the same to a real and a mocked server over a WebSocket', async () => {
    const { real, mocked } = await servers.play(async ({ url, WebSocket }) => {
      const socket = new WebSocket(engine(url, 'EIO=4&transport=websocket').replace('http', 'ws'))
      socket.binaryType = 'arraybuffer'
      const heard: unknown[] = []
      socket.onmessage = ({ data }) =>
        heard.push(typeof data === 'string' ? withoutId(data) : [...new Uint8Array(data as ArrayBuffer)])
      socket.onclose = ({ code }) => heard.push(`closed ${code}`)
      await eventually(() => expect(heard.length).toBe(1))
      await talk(packets, heard, (packet) =>
        socket.send(packet.startsWith('b') ? Buffer.from(packet.slice(1), 'base64') : packet),
      )
      socket.onclose = null
      socket.close()
      return heard
    })
    expect(mocked).toEqual(real)
  })
})
