import { once } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Backlog, Sample } from '../../examples/metrics-dashboard/protocol'
import { type ExampleServer, startServer } from './support/server'

interface Peer {
  readonly socket: WebSocket
  readonly backlogs: readonly Backlog[]
  readonly samples: readonly Sample[]
  send(frame: unknown): void
}

let server: ExampleServer
let peers: WebSocket[]

beforeEach(async () => {
  peers = []
  server = await startServer('metrics-dashboard')
})

afterEach(async () => {
  for (const peer of peers) peer.terminate()
  await server.kill()
})

async function dial(): Promise<Peer> {
  const socket = new WebSocket(server.url)
  peers.push(socket)
  const backlogs: Backlog[] = []
  const samples: Sample[] = []
  socket.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString('utf8')) as { type: string; payload: unknown }
    if (type === 'BACKLOG') backlogs.push(payload as Backlog)
    if (type === 'SAMPLE') samples.push(payload as Sample)
  })
  await once(socket, 'open')
  return {
    socket,
    backlogs,
    samples,
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
  }
}

/** A link that has caught up: its backlog may have come in pieces. */
async function resume(since: number | null = null, run: string | null = null): Promise<Peer & { backlog: Backlog }> {
  const peer = await dial()
  peer.send({ type: 'RESUME', payload: { run, since } })
  await vi.waitUntil(() => peer.samples.length > 0, 5000)
  const [first] = peer.backlogs
  if (!first) throw new Error('There is no backlog')
  return { ...peer, backlog: { run: first.run, samples: peer.backlogs.flatMap(({ samples }) => samples) } }
}

const numbers = (samples: readonly Sample[]): number[] => samples.map(({ seq }) => seq)

function inARow(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index)
}

test('numbers what it sends without a gap, from the backlog on', async () => {
  const { backlog, samples } = await resume()
  await vi.waitUntil(() => samples.length > 500, 5000)
  const all = numbers([...backlog.samples, ...samples])
  expect(all).toEqual(inARow(all[0] ?? 0, all.length))
  expect(new Set(samples.slice(0, 160).map(({ host, metric }) => `${host} ${metric}`)).size).toBe(160)
})

test('sends a thousand a second', async () => {
  const { samples } = await resume()
  await vi.waitUntil(() => samples.length > 2000, 10_000)
  const [first, last] = [samples[0], samples[1000]]
  expect((last?.at ?? 0) - (first?.at ?? 0)).toBeCloseTo(1000)
})

test('goes on after the number that was seen last', async () => {
  const { backlog, samples, socket } = await resume()
  await vi.waitUntil(() => samples.length > 0, 5000)
  socket.terminate()
  const last = samples.at(-1)?.seq ?? 0
  const again = await resume(last, backlog.run)
  await vi.waitUntil(() => again.samples.length > 0, 5000)
  const all = numbers([...again.backlog.samples, ...again.samples])
  expect(all).toEqual(inARow(last + 1, all.length))
})

test('knows nothing of the numbers of another run', async () => {
  const { backlog, samples } = await resume(1_000_000, 'another')
  await expect.poll(async () => (await resume(1_000_000, 'another')).backlog.samples).not.toEqual([])
  // A number that is not there yet: from now on.
  const newest = samples.at(-1)?.seq ?? 0
  const fromNowOn = await resume(1_000_000, backlog.run)
  expect(Math.min(...numbers([...fromNowOn.backlog.samples, ...fromNowOn.samples]))).toBeGreaterThan(newest)
})

test('lives through whatever it is sent, and says nothing to who does not ask', async () => {
  const { send, socket, samples } = await dial()
  for (const frame of [
    '',
    'null',
    '[]',
    '{',
    '{"type":7}',
    '{"type":"constructor"}',
    '{"type":"RESUME","payload":[]}',
  ]) {
    send(frame)
  }
  socket.send(Buffer.from([0, 1, 2]))
  const other = await resume()
  await vi.waitUntil(() => other.samples.length > 0, 5000)
  expect(samples).toEqual([])
  expect(socket.readyState).toBe(WebSocket.OPEN)
})

test('answers one question of each link, and closes a link that goes on asking', async () => {
  const { backlogs, send, samples, socket } = await resume()
  const received = backlogs.length
  const ask = (): void => send({ type: 'RESUME', payload: { run: null, since: null } })
  for (let count = 0; count < 5; count += 1) ask()
  const before = samples.length
  await vi.waitUntil(() => samples.length > before + 500, 5000)
  expect(backlogs).toHaveLength(received)

  for (let count = 0; count < 1000; count += 1) ask()
  expect((await once(socket, 'close'))[0]).toBe(4429)
  expect(backlogs).toHaveLength(received)
})

test('lets in no more than it can serve', async () => {
  const all = await Promise.all(Array.from({ length: 100 }, dial))
  const oneTooMany = await dial()
  expect((await once(oneTooMany.socket, 'close'))[0]).toBe(1013)
  all[0]?.socket.terminate()
  await vi.waitUntil(async () => {
    const { socket } = await dial()
    socket.ping()
    return Promise.race([once(socket, 'pong').then(() => true), once(socket, 'close').then(() => false)])
  }, 5000)
})
