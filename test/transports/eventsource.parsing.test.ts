import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createConnection, eventSource, type Message, text } from 'wirehooks/vanilla'
import { readByTheBook } from '../support/sseReference'

/** What is heard of a stream that arrives in these chunks. */
async function read(chunks: readonly Uint8Array[], maxEventSize = 2 ** 20): Promise<Message[]> {
  const messages: Message[] = []
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  const answer = (): Promise<Response> =>
    Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
  await new Promise<void>((ended) => {
    const transport = eventSource('https://example.com', { fetch: answer, codec: text(), maxEventSize })
    createConnection(transport, {
      onMessage: (message) => void messages.push(message),
      onClose: () => ended(),
      shouldReconnect: () => false,
    }).open()
  })
  return messages
}

/** Cuts at these places, of which each is a part of the whole. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => Math.floor(place * bytes.length)), bytes.length].toSorted((a, b) => a - b)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)).filter(({ length }) => length > 0)
}

const lineEnds = fc.constantFrom('\n', '\r\n', '\r')
const values = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', ' ', ':', 'é', '€', '🎈', '\uFEFF', '\u2028', '\0'), maxLength: 6 }),
  fc.constantFrom('1', 'x'.repeat(50)),
)
const lines = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('data: ', 'data:', 'data'), values).map(([a, b]) => a + b) },
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: values.map((value) => `event: ${value}`) },
  { weight: 1, arbitrary: values.map((value) => `id: ${value}`) },
  { weight: 1, arbitrary: values.map((value) => `: ${value}`) },
  { weight: 1, arbitrary: values },
)
const streams = fc
  .tuple(fc.constantFrom('', '\uFEFF'), fc.array(fc.tuple(lines, lineEnds), { maxLength: 30 }))
  .map(([mark, all]) => mark + all.flat().join(''))
const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

test('reads any stream as the specification says, however it is cut', { timeout: 30_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(streams, places, async (stream, places) => {
      expect(await read(cut(new TextEncoder().encode(stream), places))).toEqual(readByTheBook(stream))
    }),
    { numRuns: 2000 },
  )
})

test('ends what is too large at the same event, however it is cut', { timeout: 30_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(streams, places, async (stream, places) => {
      const bytes = new TextEncoder().encode(stream)
      expect(await read(cut(bytes, places), 40)).toEqual(await read([bytes], 40))
    }),
    { numRuns: 1000 },
  )
})

test.each([
  ['a comment', `: ${'c'.repeat(100)}\ndata: a\n\n`, ['a']],
  ['a comment within an event', `data: a\n: ${'c'.repeat(100)}\ndata: b\n\n`, ['a\nb']],
  ['a field that nobody knows', `unknown: ${'c'.repeat(100)}\ndata: a\n\n`, ['a']],
  ['a line without a colon', `${'c'.repeat(100)}\ndata: a\n\n`, ['a']],
  ['a field that is known', `data: ${'c'.repeat(100)}\n\ndata: a\n\n`, []],
])('%s does not count as the size of an event, unless it is one', async (_name, stream, expected) => {
  const bytes = new TextEncoder().encode(stream)
  for (const places of [[], [0.3], [0.1, 0.2, 0.5, 0.9]]) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    const messages = await read(cut(bytes, places), 20)
    expect(messages.map(({ data }) => data)).toEqual(expected)
  }
})
