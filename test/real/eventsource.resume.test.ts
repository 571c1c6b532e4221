import { expect, test } from 'vitest'
import { type Clock, isWireError } from 'wirehooks/vanilla'
import { quickly } from '../support/client'
import { type EventServer, eventStage, type Visit } from '../support/sse'
import { until } from '../support/until'

/** What every visitor said it knew. */
const idsOf = ({ visits }: EventServer): (string | undefined)[] => visits.map(({ lastEventId }) => lastEventId)

/** Opens every stream, says each of these once, and ends the stream after it. */
function sayInTurn(...chunks: string[]): (visit: Visit, count: number) => void {
  return (visit, count) => {
    visit.open()
    const chunk = chunks[count - 1]
    if (chunk === undefined) return
    visit.write(chunk)
    visit.end()
  }
}

test('sends the last id with every new link, until another comes', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve(
    sayInTurn('data: 0\n\n', 'id: a\ndata: 0\n\n', '', 'data: 0\n\n', 'id: b\ndata: 0\n\nid: c\ndata: 0\n\n'),
  )
  const follower = follow(server.url, { backoff: quickly })
  await until(server, () => server.visits.length === 6)
  expect(idsOf(server)).toEqual([undefined, undefined, 'a', 'a', 'a', 'c'])
  expect(follower.messages.map(({ id }) => id)).toEqual([undefined, 'a', 'a', 'b', 'c'])
})

test('keeps the last id over answers that are no stream', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    if (count === 1) return sayInTurn('id: 7\ndata: 0\n\n')(visit, count)
    if (count === 2) return visit.answer(503)
    if (count === 3) return visit.answer(200, { 'content-type': 'text/html' }, '<h1>Welcome to our Wi-Fi</h1>')
    if (count === 4) return visit.cut()
    if (count === 5) return visit.answer(401)
    visit.open()
  })
  const follower = follow(server.url, { backoff: quickly })
  await until(server, () => server.visits.length === 6)
  await follower.reaches('open')
  expect(idsOf(server)).toEqual([undefined, '7', '7', '7', '7', '7'])
  expect(follower.closes.map(({ kind, code }) => [kind, code])).toEqual([
    ['peer', undefined],
    ['peer', 503],
    ['content-type', undefined],
    ['peer', undefined],
    ['peer', 401],
  ])
})

test('keeps the last id when it reconnects on request', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    visit.open()
    visit.write(`id: ${count}\ndata: 0\n\n`)
  })
  const follower = follow(server.url)
  await until(follower, () => follower.messages.length === 1)
  follower.connection.reconnect()
  await until(follower, () => follower.messages.length === 2)
  follower.connection.reconnect()
  await until(follower, () => follower.messages.length === 3)
  expect(idsOf(server)).toEqual([undefined, '1', '2'])
})

test('keeps the last id when it abandons a silent stream', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    visit.open()
    if (count === 1) visit.write('id: 5\ndata: 0\n\n')
  })
  const follower = follow(server.url, { idleTimeout: 100, backoff: quickly })
  await until(server, () => server.visits.length === 2)
  expect(idsOf(server)).toEqual([undefined, '5'])
  expect(follower.closes[0]).toMatchObject({ kind: 'heartbeat-timeout', willRetry: true })
})

test('sends an id beyond Latin as UTF-8, as browsers do', async (context) => {
  const { serve, follow } = eventStage(context)
  const ids = ['café', '日本語', '🎈-1', '\u00a0x', 'a:b=c;d,e "f"']
  const server = await serve(sayInTurn(...ids.map((id) => `id: ${id}\ndata: 0\n\n`)))
  const follower = follow(server.url, { backoff: { initialDelay: 0 } })
  await until(server, () => server.visits.length === ids.length + 1)
  expect(idsOf(server)).toEqual([undefined, ...ids])
  expect(follower.messages.map(({ id }) => id)).toEqual(ids)
})

test('an empty id resets it', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve(sayInTurn('id: 1\ndata: 0\n\n', 'data: 0\n\nid\ndata: 0\n\n'))
  const follower = follow(server.url, { backoff: quickly })
  await until(server, () => server.visits.length === 3)
  expect(idsOf(server)).toEqual([undefined, '1', undefined])
  expect(follower.messages).toEqual([
    { event: 'message', data: 0, id: '1' },
    { event: 'message', data: 0, id: '1' },
    { event: 'message', data: 0 },
  ])
})

test('begins anew after it was closed', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    visit.open()
    visit.write(`retry: 60000\nid: ${count}\ndata: ${count}\n\n`)
    if (count === 2) visit.end()
  })
  const follower = follow(server.url, { backoff: quickly })
  await until(follower, () => follower.messages.length === 1)
  follower.connection.close()
  await until(server, () => server.visits[0]?.isOver)
  follower.connection.open()
  await follower.reaches('reconnecting')
  // Neither what the server asked for before, nor a link that is about to be dialled, outlives it.
  follower.connection.close()
  follower.connection.open()
  await until(follower, () => follower.messages.length === 3)
  expect(idsOf(server)).toEqual([undefined, undefined, undefined])
  expect(follower.messages.map(({ id }) => id)).toEqual(['1', '2', '3'])
})

test('does not ask again for an event that it could not read', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve(sayInTurn('id: 1\ndata: {"fine":true}\n\nid: 2\ndata: {"fine":tr\n\n'))
  const follower = follow(server.url, { backoff: quickly })
  await until(server, () => server.visits.length === 2)
  expect(idsOf(server)).toEqual([undefined, '2'])
  expect(follower.messages).toEqual([{ event: 'message', data: { fine: true }, id: '1' }])
  expect(follower.invalid.map((error) => [isWireError(error), error.code])).toEqual([[true, 'cannot-decode']])
  expect(follower.connection.store.getState().invalid).toBe(1)
})

test('a listener may reconnect in the middle of a chunk: nothing is lost and nothing comes twice', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    const from = Number(visit.lastEventId ?? 0) + 1
    visit.open()
    visit.write(
      Array.from({ length: 21 - from }, (_, index) => `id: ${from + index}\ndata: ${from + index}\n\n`).join(''),
    )
  })
  const follower = follow(server.url, {
    onMessage({ data }) {
      if (Number(data) % 5 === 0) follower.connection.reconnect()
    },
  })
  await until(server, () => server.visits.length === 5)
  expect(idsOf(server)).toEqual([undefined, '5', '10', '15', '20'])
  expect(follower.messages.map(({ data }) => data)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
})

test('a listener may close in the middle of a chunk: nothing follows, nothing is remembered', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    visit.open()
    visit.write(count === 1 ? 'id: 1\ndata: 1\n\nretry: 60000\nid: 2\ndata: 2\n\n' : 'data: 3\n\n')
    if (count === 2) visit.end()
  })
  const follower = follow(server.url, {
    backoff: quickly,
    onMessage({ data }) {
      if (data === 1) follower.connection.close()
    },
  })
  await until(server, () => server.visits[0]?.isOver)
  expect(follower.statuses).toEqual(['idle', 'connecting', 'open', 'closed'])
  expect(follower.messages.map(({ data }) => data)).toEqual([1])
  follower.connection.open()
  await until(server, () => server.visits.length === 3)
  expect(idsOf(server)).toEqual([undefined, undefined, undefined])
})

/** Fifty times as fast as the system's: 200 cuts are 200 waits. */
const hurried: Clock = {
  now: () => performance.now() * 50,
  date: () => Date.now(),
  random: () => Math.random(),
  after(delay, run) {
    const timer = delay < Infinity ? setTimeout(run, delay / 50) : undefined
    return () => clearTimeout(timer)
  },
  frame: (run) => void setTimeout(run, 0),
}

/** Always the same row of numbers from 0 to 1. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const cuts = 200
const ways = [
  { proxy: 'at once', seed: 1 },
  { proxy: 'at once', seed: 2 },
  { proxy: 'in lumps', seed: 3, lumps: 5 },
  { proxy: 'in lumps', seed: 4, lumps: 20 },
]

test.for(ways)(
  `loses and doubles nothing over ${cuts} random cuts by a proxy that passes bytes on $proxy (seed $seed)`,
  { timeout: 60_000 },
  async ({ seed, ...lumps }, context) => {
    const { serve, proxy, follow } = eventStage(context)
    const random = createRandom(seed)
    const log = Array.from({ length: 3000 }, (_, index) => ({ count: index + 1, text: '€🎈 x'.repeat(random() * 12) }))
    const known: number[] = []
    const server = await serve((visit, count) => {
      const from = Number(visit.lastEventId ?? 0)
      known.push(from)
      // Half of them as HTTP/1.0 does: there a stream that was cut looks like one that ended.
      if (count % 2 === 0) visit.response.useChunkedEncodingByDefault = false
      visit.open()
      for (const entry of log.slice(from))
        visit.write(`event: LOG\nid: ${entry.count}\ndata: ${JSON.stringify(entry)}\n\n`)
    })
    const relay = await proxy(server, {
      ...lumps,
      cutAfter: (count) => (count <= cuts ? 1 + Math.floor(random() ** 2 * 3500) : Infinity),
    })
    const seen: unknown[] = []
    const follower = follow(relay.url, { clock: hurried, connectTimeout: 1_000_000, backoff: quickly })
    follower.connection.on('LOG', (entry) => seen.push(entry))
    await until(follower, () => relay.cuts === cuts && seen.length >= log.length, 50_000)

    expect(seen).toEqual(log)
    expect(follower.messages.map(({ id }) => Number(id))).toEqual(log.map(({ count }) => count))
    expect(follower.invalid).toEqual([])
    expect(relay.cuts).toBe(cuts)
    expect(follower.closes).toHaveLength(cuts)
    // Some links brought something, others were cut before that; each began where the last had ended.
    expect(known).toEqual(known.toSorted((one, other) => one - other))
    expect(new Set(known).size).toBeGreaterThan(cuts / 4)
  },
)
