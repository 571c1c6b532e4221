import { afterEach, describe, expect, test, vi } from 'vitest'
import { createConnection, text } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork } from 'wirehooks/testing'
import type { PerAttempt } from '../../src/transport/perAttempt'
import { eventSource } from '../../src/transports/eventsource'
import type { EventSourceOptions } from '../../src/transports/eventsource/stream'
import { createStreams } from '../support/sseStreams'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** A connection over streams without a network. */
function follow(options: EventSourceOptions = {}, url: PerAttempt<string | URL> = 'https://example.com/events') {
  const clock = createFakeClock()
  const streams = createStreams()
  const log: unknown[] = []
  const connection = createConnection(eventSource(url, { fetch: streams.fetch, ...options }), {
    clock,
    network: createFakeNetwork(),
    onMessage: ({ event, data }) => void log.push([event, data]),
    onInvalid: ({ code }) => void log.push(code),
    onError: ({ code }) => void log.push(code),
  })
  connection.open()
  const settled = (): Promise<void> => clock.advance(0)
  async function says(...lines: string[]): Promise<void> {
    await settled()
    streams.newest.open()
    await settled()
    streams.newest.say(`${lines.join('\n')}\n\n`)
    await settled()
  }
  /** Ends the link; the id that the next one asks with. */
  async function nextId(): Promise<string | null> {
    const { length } = streams.all
    streams.newest.end()
    await vi.waitFor(async () => {
      await clock.advance(2000)
      expect(streams.all).toHaveLength(length + 1)
    })
    return streams.newest.headers.get('last-event-id')
  }
  return { connection, clock, streams, log, settled, says, nextId, state: () => connection.store.getState() }
}

describe('the id of the last event', () => {
  test.each([
    ['is a checkpoint without data', ['id: 7'], '7'],
    ['is taken back by an empty one', ['id: 7', 'data: 1', '', 'id:', 'data: 2'], null],
    ['is taken back by an empty one without data', ['id: 7', 'data: 1', '', 'id'], null],
    ['is not touched by one with NULL in it', ['id: 7', 'data: 1', '', 'id: a\0b', 'data: 2'], '7'],
    ['is not forgotten for one with NULL in it', ['id: 7', 'id: a\0b', 'data: 1'], '7'],
    ['is the last one of its block', ['id: 7', 'id: 8', 'data: 1'], '8'],
    ['does not count before its block is complete', ['id: 7', 'data: 1', '', 'id: 8', 'data: 2', 'event'], '8'],
  ])('%s', async (_name, lines, expected) => {
    const { says, nextId } = follow()
    await says(...lines)
    expect(await nextId()).toBe(expected)
  })

  test('does not count while its block is not complete', async () => {
    const { says, streams, settled, nextId } = follow()
    await says('id: 7', 'data: 1')
    streams.newest.say('id: 8\ndata: 2\n')
    await settled()
    expect(await nextId()).toBe('7')
  })
})

test.each([
  ['data:', ['message', '']],
  ['event: ping\ndata', ['ping', '']],
  ['data\ndata', ['message', '\n']],
  ['data:  ', ['message', ' ']],
])('an event with empty data (%j) is no error', async (lines, expected) => {
  const [plain, own] = [follow(), follow({ codec: text() })]
  for (const { says, log } of [plain, own]) {
    await says(lines)
    expect(log).toEqual([expected])
  }
})

test.each([
  ['feed', 'https://example.com/app/feed'],
  ['/feed', 'https://example.com/feed'],
  ['//other.example/feed', 'https://other.example/feed'],
])('the address %s is relative to the base of the document', async (address, expected) => {
  vi.stubGlobal('document', { baseURI: 'https://example.com/app/index.html', visibilityState: 'visible' })
  vi.stubGlobal('location', new URL('https://example.com/elsewhere/page'))
  const { streams, settled, connection } = follow({}, address)
  await settled()
  expect(streams.newest.url).toBe(expected)
  connection.close()
})

test.each([
  [200, 'text/event-stream', 'open'],
  [200, 'Text/Event-Stream; charset=utf-8', 'open'],
  [200, 'text/event-stream ;x', 'open'],
  [200, 'text/event-stream-foo', 'connecting'],
  [200, 'text/event-stream+json', 'connecting'],
  [200, 'application/json', 'connecting'],
  [201, 'text/event-stream', 'failed'],
  [202, 'text/event-stream', 'failed'],
  [206, 'text/event-stream', 'failed'],
])('a %i with the type %s leaves the connection %s', async (status, type, expected) => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { streams, settled, state, connection } = follow()
  await settled()
  streams.newest.open(status, { 'content-type': type })
  await settled()
  expect(state().status.replace('reconnecting', 'connecting')).toBe(expected)
  connection.close()
})

describe('a date in Retry-After', () => {
  // The fake clock begins on 2026-01-01.
  test.each([
    ['Thu, 01 Jan 2026 01:00:00 GMT', 'Thu, 01 Jan 2026 01:00:03 GMT', 3000],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 'Wed, 31 Dec 2025 23:00:03 GMT', 3000],
    ['nonsense', 'Thu, 01 Jan 2026 00:00:03 GMT', 3000],
  ])('counts from the Date of the server (%s)', async (date, header, expected) => {
    const { streams, settled, state, connection } = follow()
    await settled()
    streams.newest.open(503, { date, 'retry-after': header })
    await settled()
    expect(state().closeReason?.retryAfter).toBe(expected)
    connection.close()
  })
})

describe('the body of a refusal', () => {
  const refused: [string, number, string][] = [
    ['an error status', 422, 'application/json'],
    ['a wrong content type', 200, 'application/json'],
    ['a 201', 201, 'application/json'],
  ]
  test.each(refused)('can be read after the attempt has ended: %s', async (_name, status, type) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    let signal: AbortSignal | null | undefined
    const fetch: EventSourceOptions['fetch'] = async (_url, init) => {
      signal = init.signal
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          signal?.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')))
          setTimeout(() => {
            controller.enqueue(new TextEncoder().encode('{"code":"no-such-room"}'))
            controller.close()
          }, 20)
        },
      })
      return new Response(body, { status, headers: { 'content-type': type } })
    }
    const { connection, settled, state } = follow({ fetch })
    await settled()
    await vi.waitUntil(() => state().closeReason !== null)
    const cause = state().closeReason?.error?.cause as Response
    connection.close()
    expect(await cause.json()).toEqual({ code: 'no-such-room' })
    expect([cause.status, cause.url]).toEqual([status, ''])
  })

  test('is read up to 64 KiB, and the rest is given up', async () => {
    let isCancelled = false
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(10_000)),
      cancel() {
        isCancelled = true
      },
    })
    const { settled, state } = follow({ fetch: async () => new Response(body, { status: 404 }) })
    await settled()
    const cause = state().closeReason?.error?.cause as Response
    expect((await cause.arrayBuffer()).byteLength).toBe(70_000)
    expect(isCancelled).toBe(true)
  })

  test('that never ends is given up after five seconds', async () => {
    let isCancelled = false
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('begun')),
      cancel() {
        isCancelled = true
      },
    })
    const { clock, settled, state } = follow({ fetch: async () => new Response(body, { status: 404 }) })
    await settled()
    const cause = state().closeReason?.error?.cause as Response
    await clock.advance(5000)
    expect([await cause.text(), isCancelled, clock.timers]).toEqual(['begun', true, 0])
  })
})

test.each<[string, unknown]>([
  ['no body', null],
  ['a body that is left out', undefined],
  ['a body that is a stream of Node', { on() {}, pipe() {} }],
])('a response with %s cannot be read, and the connection fails with the ways out', async (_name, body) => {
  let requests = 0
  const response = { status: 200, statusText: '', headers: new Headers({ 'content-type': 'text/event-stream' }), body }
  const fetch = async (): Promise<Response> => {
    requests += 1
    return response as Response
  }
  const { clock, state } = follow({ fetch })
  await clock.advance(60_000)
  expect(requests).toBe(1)
  expect(state()).toMatchObject({ status: 'failed', error: { code: 'unsupported' } })
  expect(state().error?.message).toContain('hand one over as the option fetch, such as the one of expo/fetch')
})

describe('end', () => {
  test.each<[string, EventSourceOptions['end']]>([
    ['a text', '[DONE]'],
    ['a function of the data', (data) => data === '[DONE]'],
    ['a function of the name', (_data, event) => event === 'finish'],
  ])('as %s closes the connection, and its event is not delivered', async (_name, end) => {
    const { says, log, state, streams } = follow({ method: 'POST', body: '{"prompt":"hi"}', end })
    await says('data: "Once"', '', 'event: finish', 'data: [DONE]', '', 'data: "never"')
    expect(log).toEqual([['message', 'Once']])
    expect(state()).toMatchObject({ status: 'closed', closeReason: { kind: 'ended' }, error: null, invalid: 0 })
    expect(streams.all).toHaveLength(1)
  })

  test('that throws is reported, and the event is one like any other', async () => {
    const end = (): never => {
      throw new Error('oops')
    }
    const { says, log, state } = follow({ end })
    await says('data: 1')
    expect(log).toEqual(['listener', ['message', 1]])
    expect(state().status).toBe('open')
  })
})

test('a server that does not answer in time is told of once, and what to do if it has nothing to say yet', async () => {
  const said: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((line: string) => void said.push(line))
  const { clock, connection, state } = follow({}, 'https://quiet.example/events?token=SECRET')
  await clock.advance(60_000)
  expect(state()).toMatchObject({ status: 'reconnecting', closeReason: { kind: 'connect-timeout' } })
  expect(said).toEqual([
    'wirehooks: Expected an answer from https://quiet.example/events within the connectTimeout, got none. A server that has accepted a stream and has nothing to say yet should write a comment at once (":" and an empty line): many servers send the head of an answer, and Firefox tells a page of it, only with the first byte of its body.',
  ])
  connection.close()
})

test('another page in place of a stream is told of once', async () => {
  const said: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((line: string) => void said.push(line))
  const fetch = async (): Promise<Response> => new Response('<html>', { headers: { 'content-type': 'text/html' } })
  const { clock, connection, state } = follow({ fetch }, 'https://portal.example/events?token=SECRET')
  await clock.advance(60_000)
  expect(state()).toMatchObject({ status: 'reconnecting', closeReason: { kind: 'content-type' } })
  expect(said).toEqual([
    'wirehooks: Expected a stream of the content type text/event-stream from https://portal.example/events, got text/html. It is asked for again and again: look at the address, or at what stands between, such as the login page of a network.',
  ])
  connection.close()
})

test('a stream and short questions to the same server are no reason to warn', async () => {
  const said: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((line: string) => void said.push(line))
  vi.stubGlobal('document', { baseURI: 'http://one.example/', visibilityState: 'visible' })
  const stream = follow({}, 'http://one.example/feed')
  const questions = [1, 2].map((id) => follow({ method: 'POST', body: `${id}` }, 'http://one.example/ask'))
  for (const { says } of [stream, ...questions]) await says('data: 1')
  expect(said).toEqual([])
  const other = follow({}, 'http://one.example/other')
  await other.settled()
  expect(said).toEqual([expect.stringContaining('this page holds 2')])
  for (const { connection } of [stream, other, ...questions]) connection.close()
})

test('another question has nothing of the one before', async () => {
  const { connection, says, streams, settled } = follow({ method: 'POST', body: () => 'prompt', end: '[DONE]' })
  await says('id: 5', 'data: "hi"', '', 'data: [DONE]')
  expect(connection.store.getState().status).toBe('closed')
  connection.reconnect()
  await settled()
  expect(streams.newest.headers.get('last-event-id')).toBeNull()
})

test('a question to another origin comes back without the header by the next attempt', async () => {
  vi.stubGlobal('location', new URL('https://app.example/'))
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const asked: (string | null)[] = []
  let body: ReadableStreamDefaultController<Uint8Array> | undefined
  const fetch: EventSourceOptions['fetch'] = async (_url, init) => {
    const id = new Headers(init.headers).get('last-event-id')
    asked.push(id)
    if (id !== null) throw new TypeError('Failed to fetch')
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (body = controller) })
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  }
  const { clock, connection, settled } = follow({ method: 'POST', body: 'q', fetch })
  await settled()
  body?.enqueue(new TextEncoder().encode('id: 5\ndata: 1\n\n'))
  await settled()
  body?.error(new Error('cut'))
  await clock.advance(60_000)
  expect(asked).toEqual([null, '5', null])
  expect(connection.store.getState()).toMatchObject({ status: 'open', recovered: false })
  connection.close()
})

test('a server that comes back between both requests is asked for what was missed once more', async () => {
  vi.stubGlobal('location', new URL('https://app.example/'))
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const asked: (string | null)[] = []
  const bodies: ReadableStreamDefaultController<Uint8Array>[] = []
  const cancelled: number[] = []
  let isUp = true
  const fetch: EventSourceOptions['fetch'] = async (_url, init) => {
    const id = new Headers(init.headers).get('last-event-id')
    asked.push(id)
    const number = asked.length
    if (!isUp) {
      // It comes back right after a request with the header has failed.
      isUp = number >= 8 && id !== null
      throw new TypeError('Failed to fetch')
    }
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => void bodies.push(controller),
      cancel: () => void cancelled.push(number),
    })
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  }
  const { clock, connection, settled, log } = follow({ fetch })
  const say = async (text: string): Promise<void> => {
    bodies.at(-1)?.enqueue(new TextEncoder().encode(text))
    await settled()
  }
  await settled()
  await say('id: 5\ndata: 1\n\n')
  bodies.at(-1)?.error(new Error('cut'))
  await clock.advance(5000)
  await say('id: 6\ndata: 2\n\n')
  isUp = false
  bodies.at(-1)?.error(new Error('killed'))
  await clock.advance(60_000)
  expect(asked.slice(0, 2)).toEqual([null, '5'])
  expect(asked.slice(-3)).toEqual(['6', null, '6'])
  expect(cancelled).toEqual([asked.length - 1])
  await say('id: 7\ndata: 3\n\n')
  expect(log).toEqual([
    ['message', 1],
    ['message', 2],
    ['message', 3],
  ])
  connection.close()
})

test('a status that no Response may have is a refusal all the same', async () => {
  const response = { status: 999, statusText: 'Denied', headers: new Headers(), body: null, url: '' }
  const { settled, state, connection } = follow({ fetch: async () => response as Response })
  await settled()
  expect(state().closeReason).toMatchObject({ code: 999, error: { code: 'refused' } })
  connection.close()
})

test('a fetch that does not know of the signal has its body cancelled', async () => {
  const cancel = vi.fn<() => void>()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel,
  })
  const headers = { 'content-type': 'text/event-stream' }
  const { settled, log, connection } = follow({ fetch: async () => new Response(body, { headers }) })
  await settled()
  expect(log).toEqual([['message', 1]])
  connection.close()
  await settled()
  expect(cancel).toHaveBeenCalledOnce()
})

test.each<[string, EventSourceOptions, string]>([
  ['a question without an end of its own', { method: 'POST', body: 'q' }, 'closed'],
  ['a question whose end did not come', { method: 'POST', body: 'q', end: '[DONE]' }, 'failed'],
  ['a stream whose end did not come', { end: '[DONE]' }, 'reconnecting'],
])('%s, whose stream ends, is %s', async (_name, options, expected) => {
  const { says, streams, settled, state, connection } = follow(options)
  await says('data: 1')
  streams.newest.end()
  await settled()
  expect([state().status, state().error?.code]).toEqual([expected, expected === 'failed' ? 'closed' : undefined])
  connection.close()
})

test.each([
  ['a control character', 'a\u0001b', null],
  ['300,000 characters', 'x'.repeat(300_000), 'x'.repeat(300_000)],
])('an id with %s does not keep the stream from coming back', async (_name, id, expected) => {
  const { says, nextId, streams, connection, settled } = follow()
  await says(`id: ${id}`, 'data: 1')
  expect(await nextId()).toBe(expected)
  streams.newest.open()
  await settled()
  expect(connection.store.getState()).toMatchObject({ status: 'open', recovered: expected === null ? false : null })
})

/** A fetch that answers once, and what became of it. */
async function answered(response: Partial<Response>, options: EventSourceOptions = {}) {
  const asked: RequestInit[] = []
  const { connection, settled } = follow({
    ...options,
    async fetch(_url, init) {
      asked.push(init)
      return { status: 200, statusText: '', url: '', headers: new Headers(), body: null, ...response } as Response
    },
  })
  await settled()
  await settled()
  const state = connection.store.getState()
  connection.close()
  return { asked, state }
}

test.each([
  ['205 with a body', { status: 205, body: new Response('x').body }],
  ['304 with a body', { status: 304, body: new Response('x').body }],
  ['404 with a reason in Chinese', { status: 404, statusText: '未授权' }],
  ['404 whose body was read', { status: 404, body: readBody() }],
  ['404 with a relative address', { status: 404, url: '/events' }],
])('a refusal is one: %s', async (_name, response) => {
  const { state } = await answered(response)
  expect(state.closeReason).toMatchObject({ kind: 'peer', code: response.status, error: { code: 'refused' } })
})

function readBody() {
  const body = new Response('x').body!
  body.getReader()
  return body
}

test('the body of a refusal can be read where the platform has no streams', async () => {
  const response = { status: 401, body: undefined, json: async () => ({ why: 'expired' }) }
  const { state } = await answered(response as unknown as Partial<Response>)
  const { cause } = state.closeReason!.error!
  expect(await (cause as Response).json()).toEqual({ why: 'expired' })
})

test.each([
  ['text/html, text/event-stream', 'peer'],
  ['text/event-stream; charset=utf-8', 'peer'],
  ['text/event-stream, text/html', 'content-type'],
])('of several content types the last one counts: %s', async (type, kind) => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { state } = await answered({ headers: new Headers({ 'content-type': type }), body: new Response('').body })
  expect(state.closeReason).toMatchObject({ kind })
})

test('a server of another origin that never answers a request with Last-Event-ID is asked without it', async () => {
  vi.stubGlobal('location', new URL('https://page.example'))
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { says, streams, clock, settled, state, connection } = follow()
  await says('id: 7', 'data: 1')
  streams.newest.end()
  await clock.advance(5000)
  expect(streams.newest.headers.get('last-event-id')).toBe('7')
  await clock.advance(15_000)
  expect(streams.newest.headers.get('last-event-id')).toBeNull()
  streams.newest.open()
  await settled()
  expect(state()).toMatchObject({ status: 'open', recovered: false })
  connection.close()
})

test('a fetch of your own may add to the headers as to any object', async () => {
  const { asked } = await answered({}, { headers: { authorization: 'Bearer token' } })
  expect(Object.assign({}, asked[0]?.headers)).toEqual({ accept: 'text/event-stream', authorization: 'Bearer token' })
})

test('a body without a method is a POST, and a stream is sent as one', async () => {
  const text = await answered({}, { body: 'hello' })
  expect(text.asked[0]).toMatchObject({ method: 'POST', body: 'hello' })
  const stream = await answered({}, { body: () => new Response('hello').body! })
  expect(stream.asked[0]).toMatchObject({ method: 'POST', duplex: 'half' })
})

test('a server of another origin that has resumed is asked with Last-Event-ID again after one failure', async () => {
  vi.stubGlobal('location', new URL('https://page.example'))
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { says, nextId, streams, clock, settled, connection } = follow()
  await says('id: 1', 'data: 1')
  expect(await nextId()).toBe('1')
  streams.newest.open()
  await settled()
  streams.newest.say('id: 2\ndata: 2\n\n')
  await settled()
  expect(await nextId()).toBe('2')
  // This attempt hangs until its time is over.
  const { length } = streams.all
  await clock.advance(19_000)
  expect(streams.all.length).toBeGreaterThan(length)
  expect(streams.newest.headers.get('last-event-id')).toBe('2')
  connection.close()
})
