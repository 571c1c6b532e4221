import { expect, test, vi } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import type { PerAttempt } from '../../src/transport/perAttempt'
import { eventSource } from '../../src/transports/eventsource'
import type { EventSourceOptions } from '../../src/transports/eventsource/stream'
import { playSink } from '../support/playSink'
import { createStreams } from '../support/sseStreams'

function play(
  url: PerAttempt<string | URL> = 'https://example.com/events',
  options: EventSourceOptions = {},
  memory = new Map<string, unknown>(),
  failures: unknown[] = [],
) {
  const clock = createFakeClock()
  const streams = createStreams()
  const errors: string[] = []
  const played = playSink({ clock, memory })
  const sink = {
    ...played.sink,
    invalid: ({ message }: Error) => errors.push(message),
    failed: (cause: unknown) => failures.push(cause),
  }
  const link = eventSource(url, { fetch: streams.fetch, ...options }).connect(sink, played.context)
  return { ...played, link, clock, streams, errors, memory, settled: () => clock.advance(0) }
}

test('only receives', () => {
  const transport = eventSource('https://example.com')
  expect(transport.does).toEqual({ send: false, reconnect: false, heartbeat: false })
  expect(eventSource('https://example.com', { idleTimeout: 1000, native: true }).does).toEqual({
    send: false,
    reconnect: true,
    heartbeat: true,
  })
  const { link } = play()
  expect([link.takes(), link.buffered()]).toEqual(['nothing', 0])
  for (const send of [() => transport.encode({ data: 1 }), () => transport.sizeOf(''), () => link.send('')]) {
    expect(send).toThrow(
      'cannot-send: Server-Sent Events only go from the server to the page, but something was to be sent. Send it with fetch(), or use a WebSocket.',
    )
  }
})

test('reports what the stream brings, with its ids', async () => {
  const { streams, log, closeReason, settled } = play()
  await settled()
  streams.newest.open()
  await settled()
  streams.newest.say('id: 7\ndata: {"type":"A","payload":1}\n\nevent: B\ndata: 2\n\n')
  await settled()
  streams.newest.end()
  await settled()
  expect(log).toEqual(['opened', { event: 'A', data: 1, id: '7' }, { event: 'B', data: 2, id: '7' }, 'closed peer  '])
  expect(closeReason()).toEqual({ kind: 'peer' })
})

test('what looks like an answer is a message, since nobody can ask', async () => {
  const reply = (): { to: string; data: unknown } => ({ to: '1', data: 'yes' })
  const decode = (): { event: string; data: unknown; reply: { to: string; data: unknown } } => ({
    event: 'message',
    data: 5,
    reply: reply(),
  })
  const [plain, own] = [play(), play('https://example.com', { codec: { decode } })]
  for (const { streams, settled } of [plain, own]) {
    await settled()
    streams.newest.open()
    await settled()
    streams.newest.say('data: {"id":2,"replyTo":1}\n\n')
    await settled()
  }
  expect(plain.log).toEqual(['opened', { event: 'message', data: { id: 2, replyTo: 1 } }])
  expect(own.log).toEqual(['opened', { event: 'message', data: 5 }])
})

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['a text', 'message'],
  ['no event', { data: 1 }],
])('a codec that returns %s has not read the event, and the link goes on', async (_name, message) => {
  const { streams, log, errors, settled } = play('https://example.com', { codec: { decode: () => message as never } })
  await settled()
  streams.newest.open()
  await settled()
  streams.newest.say('data: 1\n\nevent: B\ndata: 2\n\n')
  await settled()
  expect(log).toEqual(['opened'])
  expect(errors).toHaveLength(2)
  expect(errors[0]).toMatch(/^cannot-decode: Expected the codec to return/)
})

test.each([
  ['9'.repeat(400), 3_600_000],
  ['86400000', 3_600_000],
  ['9000', 9000],
  ['soon', undefined],
  ['-5', undefined],
])('the retry %s of the server is the wait %s', async (retry, retryAfter) => {
  const { streams, closeReason, settled } = play()
  await settled()
  streams.newest.open()
  await settled()
  streams.newest.say(`retry: ${retry}\n\n`)
  await settled()
  streams.newest.end()
  await settled()
  expect(closeReason()?.retryAfter).toBe(retryAfter)
})

// The fake clock begins on 2026-01-01.
test.each([
  ['120', 120_000],
  [' 120 ', 120_000],
  ['0', undefined],
  ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
  ['Wed, 31 Dec 2025 00:01:00 GMT', undefined],
  ['soon', undefined],
  ['', undefined],
  ['-7', undefined],
  ['Infinity', undefined],
  ['1e3', undefined],
  ['9'.repeat(400), 86_400_000],
  ['Thu, 01 Jan 2099 00:00:00 GMT', 86_400_000],
])('the Retry-After %j of the server is the wait %s', async (header, retryAfter) => {
  const { streams, closeReason, settled } = play()
  await settled()
  streams.newest.open(503, { 'retry-after': header })
  await settled()
  expect([closeReason()?.code, closeReason()?.retryAfter]).toEqual([503, retryAfter])
})

test('says what the server answered, and nothing of the address', async () => {
  const answer = new Response('wrong token', { status: 401, statusText: 'Unauthorized' })
  Object.defineProperty(answer, 'url', { value: 'https://example.com/events?token=SECRET' })
  const { closeReason, settled } = play('https://example.com/events?token=SECRET', { fetch: async () => answer })
  await settled()
  const error = closeReason()?.error
  expect(error?.message).toBe(
    'refused: Expected an event stream, got HTTP 401 Unauthorized. The cause of this error is the answer, with its body.',
  )
  const cause = error?.cause as Response
  expect([cause.status, cause.url, await cause.text()]).toEqual([401, '', 'wrong token'])
})

test('asks without its signal where fetch refuses that, as in jsdom under Vitest before version 4', async () => {
  const asked: (RequestInit | undefined)[] = []
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let isCancelled = false
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      controller = stream
    },
    cancel() {
      isCancelled = true
    },
  })
  const { log, abort, settled } = play('https://example.com', {
    async fetch(_, init) {
      asked.push(init)
      if (init?.signal)
        throw new TypeError('RequestInit: Expected signal ("AbortSignal {}") to be an instance of AbortSignal.')
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    },
  })
  await settled()
  controller?.enqueue(new TextEncoder().encode('data: hi\n\n'))
  await settled()
  expect(asked.map((init) => init?.signal !== undefined)).toEqual([true, false])
  expect(log[0]).toBe('opened')
  abort()
  await settled()
  expect(isCancelled).toBe(true)
})

test('says which content type came', async () => {
  const answer = new Response('<html>', { headers: { 'content-type': 'text/html' } })
  const { closeReason, settled } = play('https://example.com', { fetch: async () => answer })
  await settled()
  expect(closeReason()).toMatchObject({ kind: 'content-type', error: { code: 'refused' } })
  expect(closeReason()?.error?.message).toContain('Expected the content type text/event-stream, got text/html.')
})

test.each<[unknown, string]>([
  ['not a url', 'something that is no url'],
  ['', 'something that is no url'],
  [undefined, 'something that is no url'],
  ['https://ann:SECRET@example.com/events?token=SECRET', 'https://example.com/events'],
  ['ws://example.com/events', 'ws://example.com/events'],
  ['ftp://example.com/events', 'ftp://example.com/events'],
])('the address %o is none', async (address, shown) => {
  const { streams, closeReason, settled } = play(() => address as string)
  await settled()
  expect(closeReason()).toMatchObject({ kind: 'invalid-url', error: { code: 'invalid-url', cause: undefined } })
  expect(closeReason()?.error?.message).toContain(
    `invalid-url: Expected an address such as https://example.com/events, got ${shown}. `,
  )
  expect(streams.all).toEqual([])
})

test('a header that cannot be sent is named in no error', async () => {
  const { streams, closeReason, settled } = play('https://example.com', { headers: { authorization: 'SECRET\n\0' } })
  await settled()
  const reason = closeReason()
  expect(reason).toMatchObject({ kind: 'credentials', error: { code: 'credentials', cause: undefined } })
  expect(`${reason?.error?.message} ${JSON.stringify(reason)}`).not.toContain('SECRET')
  expect(streams.all).toEqual([])
})

test.each(['url', 'headers', 'body'])('says that the function %s threw', async (option) => {
  const cause = new Error('no token yet')
  const fails = (): Promise<never> => Promise.reject(cause)
  const { closeReason, settled } = play(option === 'url' ? fails : 'https://example.com', {
    ...(option === 'headers' && { headers: fails }),
    ...(option === 'body' && { body: fails }),
  })
  await settled()
  expect(closeReason()).toMatchObject({ kind: 'credentials', error: { code: 'credentials', cause } })
  expect(closeReason()?.error?.message).toMatch(new RegExp(`^credentials: Expected ${option} to give`))
})

test('a platform without fetch, or with one that gives no stream, is unsupported', async () => {
  vi.stubGlobal('fetch', undefined)
  const without = play('https://example.com', { fetch: undefined })
  await without.settled()
  vi.unstubAllGlobals()
  expect(without.closeReason()).toMatchObject({ kind: 'unsupported', verdict: 'fail', error: { code: 'unsupported' } })
  expect(without.closeReason()?.error?.message).toMatch(/^unsupported: This platform has no fetch: hand one over/)

  const headers = new Headers({ 'content-type': 'text/event-stream' })
  const ofReactNative = { status: 200, ok: true, statusText: '', headers } as Response
  const wordless = play('https://example.com', { fetch: async () => ofReactNative })
  await wordless.settled()
  expect(wordless.closeReason()).toMatchObject({ kind: 'unsupported', verdict: 'fail' })
  expect(wordless.closeReason()?.error?.message).toContain('has a fetch that gives no stream')
})

test('a platform without an EventSource is unsupported where it is asked for', async () => {
  vi.stubGlobal('EventSource', undefined)
  const { closeReason, settled } = play('https://example.com', { native: true })
  await settled()
  vi.unstubAllGlobals()
  expect(closeReason()).toMatchObject({ kind: 'unsupported', verdict: 'fail' })
  expect(closeReason()?.error?.message).toBe(
    'unsupported: This platform has no EventSource: leave the option native out, and fetch is used.',
  )
})

test('says that an event is too large', async () => {
  const { streams, closeReason, settled } = play('https://example.com', { maxEventSize: 20 })
  await settled()
  streams.newest.open()
  await settled()
  streams.newest.say(`data: ${'x'.repeat(30)}\n\n`)
  await settled()
  expect(closeReason()).toMatchObject({ kind: 'peer', verdict: 'fail', error: { code: 'too-large' } })
  expect(closeReason()?.error?.message).toContain('Expected events of at most 20 characters')
})

test('a question is not asked again while the page is hidden', async () => {
  vi.stubGlobal('document', { visibilityState: 'hidden' })
  const memory = new Map<string, unknown>()
  const first = play('https://example.com', { method: 'POST', body: 'question' }, memory)
  await first.settled()
  expect(first.streams.all).toHaveLength(1)
  const second = play('https://example.com', { method: 'POST', body: 'question' }, memory)
  await second.settled()
  vi.unstubAllGlobals()
  expect(second.closeReason()).toEqual({ kind: 'page-hidden' })
  expect(second.streams.all).toEqual([])
})

test('reports nothing once nobody waits any more', async () => {
  const { streams, log, abort, settled } = play()
  await settled()
  streams.newest.open()
  await settled()
  streams.newest.say('data: 1\n\n')
  abort()
  await settled()
  expect(log).toEqual(['opened'])
  expect(streams.newest.isAborted).toBe(true)
})

test.each([
  [
    'throws',
    () => {
      throw new Error('no token yet')
    },
    'no token yet',
  ],
  ['gives nothing', () => undefined, 'Expected a promise of a Response, got one of undefined.'],
])('a fetch that %s is reported, and ends the attempt with its error', async (_what, fetch, said) => {
  const failures: unknown[] = []
  const { closeReason, settled } = play('https://example.com', { fetch: fetch as never }, new Map(), failures)
  await settled()
  const cause = expect.objectContaining({ message: said })
  expect(closeReason()).toMatchObject({ kind: 'peer', error: { code: 'listener', cause } })
  expect(closeReason()?.error?.message).toContain(said)
  expect(failures).toEqual([cause])
})

test('a fetch that fails before it can have asked is warned of once, and the error is the cause', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const cause = new TypeError('token.refresh is not a function')
  const fetch = (): Promise<never> => Promise.reject(cause)
  for (let count = 0; count < 2; count += 1) {
    const { closeReason, settled } = play('https://example.com', { fetch })
    await settled()
    expect(closeReason()).toMatchObject({ kind: 'peer', reason: String(cause), error: { code: 'closed', cause } })
  }
  expect(warn.mock.calls).toEqual([
    [
      expect.stringContaining(
        'failed at once, before a server can have answered: TypeError: token.refresh is not a function.',
      ),
    ],
  ])
  warn.mockRestore()
})

test('a fetch that fails later may have asked: nobody is warned', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const cause = new TypeError('Failed to fetch')
  const { closeReason, clock } = play('https://example.com', {
    fetch: () => new Promise<never>((_, reject) => void clockOf().after(10, () => reject(cause))),
  })
  function clockOf(): typeof clock {
    return clock
  }
  await clock.advance(10)
  expect(closeReason()).toMatchObject({ kind: 'peer', error: { code: 'closed', cause } })
  expect(warn).not.toHaveBeenCalled()
  warn.mockRestore()
})

test('a program that may not ask is told so, and does not ask again', async () => {
  const cause = Object.assign(new Error('Requires net access to "example.com:443"'), { name: 'NotCapable' })
  vi.stubGlobal('fetch', () => Promise.reject(cause))
  const { closeReason, settled } = play('https://example.com/events', { fetch: undefined })
  await settled()
  vi.unstubAllGlobals()
  expect(closeReason()).toMatchObject({ kind: 'forbidden', verdict: 'fail', error: { code: 'forbidden', cause } })
})
