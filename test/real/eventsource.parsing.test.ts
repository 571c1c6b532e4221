import { expect, test } from 'vitest'
import { text } from 'wirehooks/vanilla'
import { quickly } from '../support/client'
import { createSteps, type EventServer, eventStage, type Follower } from '../support/sse'
import { awkward, readByTheBook } from '../support/sseReference'
import { until } from '../support/until'

const bytes = new TextEncoder().encode(awkward)
const expected = readByTheBook(awkward)
/** How many of them are there when the last event ends. */
const completeBytes = new TextEncoder().encode(awkward.slice(0, awkward.lastIndexOf('\n\n') + 2)).length
const isDone = ({ messages }: Follower): boolean => messages.at(-1)?.event === 'DONE'

/** How a connection ends that may end. */
async function endOf(server: EventServer, follower: Follower): Promise<object> {
  await follower.reaches('failed')
  await until(server, () => server.visits[0]?.isOver)
  const { error } = follower.connection.store.getState()
  return {
    error: error?.code,
    closes: follower.closes.map(({ kind, verdict, willRetry }) => [kind, verdict, willRetry]),
    visits: server.visits.length,
  }
}

const tooLarge = { error: 'too-large', closes: [['peer', 'fail', false]], visits: 1 }

test('the stream of these tests has what is awkward', () => {
  expect(expected).toEqual([
    { event: 'message', data: 'after a byte order mark' },
    { event: 'message', data: 'ünïcödé 🎉👩‍👩‍👧‍👦 €' },
    { event: 'crlf', data: 'one\ntwo', id: '1' },
    { event: 'cr', data: 'one\n\nthree', id: '1' },
    { event: 'message', data: 'mixed\nline\nends', id: '1' },
    { event: 'message', data: 'then', id: '1' },
    { event: 'message', data: '', id: 'ignored' },
    { event: 'message', data: '\n', id: 'ignored' },
    { event: 'message', data: ' two spaces ', id: 'ignored' },
    { event: 'tight', data: 'no space', id: '2' },
    { event: 'message', data: 'a: b: c', id: '2' },
    { event: 'message', data: 'an id beyond Latin', id: 'ü🎈' },
    { event: 'message', data: 'keeps its id', id: 'ü🎈' },
    { event: 'message', data: 'none any more' },
    { event: 'message', data: 'unnamed' },
    { event: 'DONE', data: '🏁' },
  ])
})

test('reads the same wherever the stream is cut into two chunks', { timeout: 60_000 }, async (context) => {
  const { serve, follow } = eventStage(context)
  const { fetch, write, sizes } = createSteps()
  const server = await serve((visit) => {
    const at = Number(visit.request.url?.slice(1))
    visit.open()
    write(visit, [bytes.subarray(0, at), bytes.subarray(at)])
  })
  const places = Array.from({ length: completeBytes - 1 }, (_, index) => index + 1)
  for (let from = 0; from < places.length; from += 20) {
    const batch = places.slice(from, from + 20)
    const followers = batch.map((at) => follow(`${server.url}${at}`, { codec: text(), fetch }))
    for (const [index, follower] of followers.entries()) {
      await until(follower, () => isDone(follower))
      expect(follower.messages).toEqual(expected)
      expect(follower.invalid).toEqual([])
      const at = batch[index] ?? 0
      expect(sizes(`/${at}`)).toEqual([at, bytes.length - at])
      follower.connection.close()
    }
  }
  expect(server.visits.length).toBe(completeBytes - 1)
})

test('reads the same when every byte is a chunk', async (context) => {
  const { serve, follow } = eventStage(context)
  const { fetch, write, sizes } = createSteps()
  const server = await serve((visit) => {
    visit.open()
    write(
      visit,
      Array.from(bytes, (byte) => Uint8Array.of(byte)),
    )
  })
  const follower = follow(server.url, { codec: text(), fetch })
  await until(follower, () => isDone(follower))
  expect(follower.messages).toEqual(expected)
  expect(sizes('/').slice(0, completeBytes)).toEqual(Array.from({ length: completeBytes }, () => 1))
})

test('hears of an event as soon as a lone carriage return ends it', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => visit.open())
  const follower = follow(server.url)
  const [visit] = await until(server, () => server.visits.length > 0 && server.visits)
  for (const [index, part] of ['data: 1\r\r', 'data: 2\r\n\r', '\ndata: 3\n\n'].entries()) {
    visit?.write(part)
    await until(follower, () => follower.messages.length > index)
  }
  expect(follower.messages.map(({ data }) => data)).toEqual([1, 2, 3])
})

test('forgets an event whose end never came', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    visit.open()
    if (count > 1) return visit.write('data: "whole"\n\n')
    visit.write('data: "one"\n\nevent: half\nid: 7\ndata: "ha')
    visit.end()
  })
  const follower = follow(server.url, { backoff: quickly })
  await until(follower, () => follower.messages.length === 2)
  expect(follower.messages).toEqual([
    { event: 'message', data: 'one' },
    { event: 'message', data: 'whole' },
  ])
  expect(server.visits.map(({ lastEventId }) => lastEventId)).toEqual([undefined, undefined])
})

test('ends a stream that never ends a line', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    visit.write('data: ')
    const more = (): void => void (visit.isOver || visit.response.write('x'.repeat(65_536), more))
    more()
  })
  expect(await endOf(server, follow(server.url, { backoff: quickly }))).toEqual(tooLarge)
})

test('ends a stream that never ends an event', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    const more = (): void => void (visit.isOver || visit.response.write('data: and so on\n'.repeat(4096), more))
    more()
  })
  expect(await endOf(server, follow(server.url, { backoff: quickly }))).toEqual(tooLarge)
})

test('passes over a comment of any length, and hears what follows it', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    visit.write('data: "before"\n\n: ')
    // Three times as long as an event may be.
    for (let count = 0; count < 48; count += 1) visit.write('x'.repeat(65_536))
    visit.write('\ndata: "after"\n\n')
  })
  const follower = follow(server.url, { backoff: quickly })
  await until(follower, () => follower.messages.length === 2)
  expect(follower.messages.map(({ data }) => data)).toEqual(['before', 'after'])
  expect(server.visits).toHaveLength(1)
})

const around = [
  { size: 999, isTaken: true },
  { size: 1000, isTaken: true },
  { size: 1001, isTaken: false },
]
/** An event of so many characters, line ends included, but without the empty line. */
const eventOf = (size: number): string => `data: "${'x'.repeat(size - 9)}"\n\n`

test.for(around)('an event of $size characters is taken at a limit of 1000: $isTaken', async (at, context) => {
  const { serve, follow } = eventStage(context)
  const { fetch, write } = createSteps()
  const server = await serve((visit) => {
    const stream = `data: 1\n\n${eventOf(at.size)}data: 2\n\n`
    visit.open()
    // In one chunk, or in many: it is the same event.
    write(visit, visit.request.url === '/whole' ? [stream] : stream)
  })
  for (const path of ['whole', 'pieces']) {
    const follower = follow(server.url + path, { maxEventSize: 1000, fetch })
    if (at.isTaken) await until(follower, () => follower.messages.at(-1)?.data === 2)
    else await follower.reaches('failed')
    const [first, last] = [follower.messages[0]?.data, follower.messages.at(-1)?.data]
    expect([first, last, follower.messages.length]).toEqual(at.isTaken ? [1, 2, 3] : [1, 1, 1])
    follower.connection.close()
  }
})

/** Each is far more than the limit of 1000 when taken together. */
const small: Record<string, string> = {
  'keep-alive events without data': 'event: ping\n\n',
  'keep-alive events with CRLF': 'event: ping\r\n\r\n',
  'keep-alive events with CR': 'event: ping\r\r',
  'comments with an empty line': ': keep-alive\n\n',
  'comments with no empty line': ':keep-alive\n',
  'empty comments': ':\n',
  'empty lines': '\n',
  events: 'data: 0\n\n',
  'events with CRLF': 'id: 1\r\ndata: 0\r\n\r\n',
}

test.for(Object.keys(small))('never trips over small %s, however they are cut', async (kind, context) => {
  const { serve, follow } = eventStage(context)
  const stream = (small[kind] ?? '').repeat(1000)
  const { fetch, write } = createSteps()
  const server = await serve((visit) => {
    const chunks = []
    const size = Number(visit.request.url?.slice(1))
    for (let from = 0; from < stream.length; from += size) chunks.push(stream.slice(from, from + size))
    visit.open()
    write(visit, [...chunks, '\nevent: DONE\ndata: 0\n\n'])
  })
  // Of these, 7 and 13 keep changing where a block is cut; the length of one block always cuts it at its beginning.
  for (const size of [7, 13, small[kind]?.length ?? 0, 1501]) {
    const follower = follow(server.url + size, { maxEventSize: 1000, fetch })
    await until(follower, () => isDone(follower) || follower.status === 'failed')
    expect([follower.status, follower.messages.filter(({ event }) => event === 'message').length]).toEqual([
      'open',
      kind.startsWith('events') ? 1000 : 0,
    ])
    follower.connection.close()
  }
})

test('never trips over blocks that are always cut before their empty line', async (context) => {
  const { serve, follow } = eventStage(context)
  const { fetch, write } = createSteps()
  const server = await serve((visit) => {
    const pings = Array.from({ length: 500 }, () => ['event: ping\n', '\n'])
    visit.open()
    write(visit, [...pings.flat(), 'event: DONE\ndata: 0\n\n'])
  })
  const follower = follow(server.url, { maxEventSize: 1000, fetch })
  await until(follower, () => isDone(follower) || follower.status === 'failed')
  expect(follower.status).toBe('open')
})
