import { expect, test } from 'vitest'
import { type ConnectContext, WireError } from 'wirehooks/vanilla'
import { createFakeClock } from 'wirehooks/testing'
import { quickly } from '../support/client'
import { eventStage, type Follower, type Welcome } from '../support/sse'
import { until } from '../support/until'

/** Answers with each of these once, then opens streams. */
function answerInTurn(...answers: readonly [status: number, headers?: Record<string, string>][]): Welcome {
  return (visit, count) => {
    const [status, headers] = answers[count - 1] ?? []
    if (status === undefined) visit.open()
    else visit.answer(status, headers, status === 204 ? undefined : 'an answer')
  }
}

const stateOf = ({ connection }: Follower) => connection.store.getState()
/** With the clock standing still: how long it will wait from here. */
const waitOf = (follower: Follower, clock: { date(): number }): number =>
  (stateOf(follower).retryAt ?? Number.NaN) - clock.date()

test('204 is the end: closed, and nobody comes again', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve(answerInTurn([204]))
  const clock = createFakeClock()
  const follower = follow(server.url, { clock })
  await follower.reaches('closed')
  expect(follower.closes).toEqual([{ kind: 'ended', code: 204, willRetry: false }])
  expect(stateOf(follower)).toMatchObject({ error: null, attempt: 0, retryAt: null, closeReason: { kind: 'ended' } })
  await clock.advance(3_600_000)
  expect(clock.timers).toBe(0)
  expect(server.visits).toHaveLength(1)

  follower.connection.open()
  await follower.reaches('open')
  expect(follower.statuses).toEqual(['idle', 'connecting', 'closed', 'connecting', 'open'])
  expect(follower.errors).toEqual([])
})

test('204 ends it after a stream, too, and reconnect() starts again', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    if (count === 2) return visit.answer(204)
    visit.open()
    if (count === 1) visit.end()
  })
  const follower = follow(server.url, { backoff: quickly })
  await follower.reaches('closed')
  follower.connection.reconnect()
  await until(server, () => server.visits.length === 3)
  await follower.reaches('open')
  expect(follower.statuses).toEqual(['idle', 'connecting', 'open', 'reconnecting', 'closed', 'connecting', 'open'])
})

test.for([401, 403])('%i asks for fresh credentials once, then fails', async (status, context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => visit.answer(status, {}, 'signed out'))
  const asked: string[] = []
  const ask =
    <T>(name: string, value: T) =>
    ({ attempt, refresh }: ConnectContext): Promise<T> => {
      asked.push(`${name} ${attempt} ${refresh}`)
      return Promise.resolve(value)
    }
  const follower = follow(ask('url', server.url), {
    method: 'POST',
    headers: ask('headers', { authorization: 'Bearer old' }),
    body: ask('body', 'question'),
    backoff: quickly,
  })
  await follower.reaches('failed')
  expect(asked).toEqual([
    'url 0 false',
    'headers 0 false',
    'body 0 false',
    'url 1 true',
    'headers 1 true',
    'body 1 true',
  ])
  expect(server.visits).toHaveLength(2)
  expect(follower.closes).toMatchObject([
    { kind: 'peer', code: status, willRetry: true },
    { kind: 'peer', code: status, willRetry: false },
  ])
  const { error } = stateOf(follower)
  expect(error).toMatchObject({ name: 'WireError', code: 'refused' })
  expect(error?.message).toContain(`HTTP ${status}`)
  expect(error?.cause).toMatchObject({ status })
})

test('goes on when fresh credentials are right', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    if (visit.request.headers.authorization === 'Bearer fresh') visit.open()
    else visit.answer(401)
  })
  const follower = follow(server.url, {
    headers: ({ refresh }) => ({ authorization: refresh ? 'Bearer fresh' : 'Bearer old' }),
    backoff: quickly,
  })
  await follower.reaches('open')
  expect(follower.statuses).toEqual(['idle', 'connecting', 'reconnecting', 'open'])
  expect(stateOf(follower)).toMatchObject({ error: null, attempt: 0 })
})

test.for([400, 402, 404, 405, 406, 410, 422, 451])('%i is fatal', async (status, context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => visit.answer(status))
  const clock = createFakeClock()
  const follower = follow(server.url, { clock })
  await follower.reaches('failed')
  expect(follower.closes).toMatchObject([{ kind: 'peer', code: status, error: { code: 'refused' }, willRetry: false }])
  expect(stateOf(follower)).toMatchObject({ error: { name: 'WireError', code: 'refused' }, retryAt: null })
  await clock.advance(3_600_000)
  expect(server.visits).toHaveLength(1)
})

/** A fake clock draws 0.5: half of the first second, and the 100 ms that everybody gets. */
const first = 600

test.for([
  [408, first],
  [429, 2000 + first],
  [500, first],
  [502, first],
  [503, 2000 + first],
  [504, first],
  [520, first],
])('%i is tried again after %i ms', async ([status = 0, wait = 0], context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve(answerInTurn([status]))
  const clock = createFakeClock()
  const follower = follow(server.url, { clock })
  await follower.reaches('reconnecting')
  expect(follower.closes).toMatchObject([{ kind: 'peer', code: status, error: { code: 'refused' }, willRetry: true }])
  expect(waitOf(follower, clock)).toBe(wait)
  await clock.advance(wait - 1)
  expect(follower.status).toBe('reconnecting')
  await clock.advance(1)
  await follower.reaches('open')
  expect(server.visits).toHaveLength(2)
  expect(stateOf(follower).error).toBe(null)
})

/** The fake clock starts here. */
const newYear = Date.UTC(2026, 0, 1)

test.for([
  ['30', 30_000],
  ['0', 0],
  ['1.5', 1500],
  ['-5', 0],
  ['soon', 0],
  [new Date(newYear + 90_000).toUTCString(), 90_000],
  [new Date(newYear - 90_000).toUTCString(), 0],
] as const)('a Retry-After of %s is %i ms at least', async ([value, least], context) => {
  const { serve, follow } = eventStage(context)
  const date = new Date(newYear).toUTCString()
  const server = await serve(answerInTurn([503, { date, 'retry-after': value }]))
  const clock = createFakeClock()
  const follower = follow(server.url, { clock })
  await follower.reaches('reconnecting')
  // After Service Unavailable it waits two seconds anyway.
  expect(waitOf(follower, clock)).toBe(Math.max(2000, least) + first)
  expect(follower.closes.map(({ retryAfter }) => retryAfter)).toEqual([least > 0 ? least : undefined])
})

test('a Retry-After holds for one attempt only', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve(answerInTurn([500, { 'retry-after': '30' }], [500]))
  const clock = createFakeClock()
  clock.setRandom(0)
  const follower = follow(server.url, { clock })
  await follower.reaches('reconnecting')
  expect(waitOf(follower, clock)).toBe(30_100)
  await clock.advance(30_100)
  await until(follower, () => follower.closes.length === 2)
  // The lower half of the second range is left out.
  expect(waitOf(follower, clock)).toBe(100 + 1000)
})

test('a Retry-After is no reason to sit out what reconnect() asks for', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve(answerInTurn([503, { 'retry-after': '3600' }]))
  const follower = follow(server.url)
  await follower.reaches('reconnecting')
  follower.connection.reconnect()
  await follower.reaches('open')
  expect(server.visits).toHaveLength(2)
})

test('the retry of a stream is the least delay from then on', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    if (count === 2) return visit.answer(500)
    if (count === 3) return visit.answer(500, { 'retry-after': '20' })
    visit.open()
    visit.write(count === 1 ? 'retry: 7000\n\ndata: 1\n\n' : 'retry: 0\nretry: x\n\n')
    visit.end()
  })
  const clock = createFakeClock()
  clock.setRandom(0)
  const follower = follow(server.url, { clock })
  const waits: number[] = []
  for (const count of [1, 2, 3, 4]) {
    await until(follower, () => follower.closes.length === count)
    waits.push(waitOf(follower, clock))
    await clock.advance(waits.at(-1) ?? 0)
  }
  // The lower half of every range is left out: the first and the last were open for a moment, and the others follow.
  expect(waits).toEqual([7000 + 600, 7000 + 1100, 20_000 + 2100, 4100])
  expect(follower.closes.map(({ retryAfter }) => retryAfter)).toEqual([7000, 7000, 20_000, undefined])
})

test.for([['text/html; charset=utf-8'], ['application/json'], ['text/plain'], [undefined]] as const)(
  'a 200 with %s is tried again, and named',
  async ([type], context) => {
    const { serve, follow } = eventStage(context)
    const server = await serve((visit, count) => {
      if (count > 1) visit.open()
      else visit.answer(200, type ? { 'content-type': type } : {}, 'data: "no event"\n\n')
    })
    const follower = follow(server.url, { backoff: quickly })
    await follower.reaches('open')
    expect(follower.statuses).toEqual(['idle', 'connecting', 'reconnecting', 'open'])
    expect(follower.closes).toMatchObject([{ kind: 'content-type', error: { code: 'refused' }, willRetry: true }])
    expect(follower.closes[0]?.error?.message).toContain(`text/event-stream, got ${type ?? 'none'}.`)
    expect(follower.messages).toEqual([])
  },
)

test('takes text/event-stream with parameters, in any case', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => visit.open({ 'content-type': 'Text/Event-Stream; charset=utf-8' }))
  const follower = follow(server.url)
  await follower.reaches('open')
  expect(follower.closes).toEqual([])
})

test('follows a redirect', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    if (visit.request.url === '/new') visit.open()
    else visit.answer(307, { location: '/new' })
  })
  const follower = follow(server.url, { headers: { authorization: 'Bearer x' } })
  await follower.reaches('open')
  expect(server.visits.map(({ request }) => [request.url, request.headers.authorization])).toEqual([
    ['/', 'Bearer x'],
    ['/new', 'Bearer x'],
  ])
})

test.for(['url', 'headers', 'body'] as const)('a %s function that fails is asked again', async (which, context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve()
  let calls = 0
  const mine = new Error('no token yet')
  const failing = <T>(value: T): Promise<T> => {
    calls += 1
    return calls === 1 ? Promise.reject(mine) : Promise.resolve(value)
  }
  const follower = follow(which === 'url' ? () => failing(server.url) : server.url, {
    method: 'POST',
    ...(which === 'headers' ? { headers: () => failing({ 'x-token': '1' }) } : {}),
    ...(which === 'body' ? { body: () => failing('question') } : {}),
    backoff: quickly,
  })
  await follower.reaches('open')
  expect(calls).toBe(2)
  expect(server.visits).toHaveLength(1)
  expect(follower.closes).toMatchObject([{ kind: 'credentials', error: { code: 'credentials' }, willRetry: true }])
  expect(follower.closes[0]?.error?.cause).toBe(mine)
})

test('a function that says "signed out" ends it', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve()
  const follower = follow(server.url, {
    headers() {
      throw new WireError('unauthorized')
    },
  })
  await follower.reaches('failed')
  expect(stateOf(follower).error).toMatchObject({ code: 'unauthorized' })
  expect(server.visits).toEqual([])
})

test.for(['not a url', '/relative', 'http://', ''])('an address like %j is fatal', async (url, context) => {
  const { follow } = eventStage(context)
  const follower = follow(url)
  await follower.reaches('failed')
  expect(follower.closes).toMatchObject([{ kind: 'invalid-url', willRetry: false }])
  expect(stateOf(follower).error).toMatchObject({ name: 'WireError', code: 'invalid-url' })
})

test('a server that is not there is tried again', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve()
  const follower = follow(server.url, { backoff: { ...quickly, minUptime: 0 } })
  await follower.reaches('open')
  await server.stop()
  await until(follower, () => follower.closes.length === 3)
  expect(follower.closes.map(({ kind, willRetry }) => [kind, willRetry])).toEqual([
    ['peer', true],
    ['peer', true],
    ['peer', true],
  ])
})

test('a server that does not answer is given up in time', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    if (count > 1) visit.open()
  })
  const follower = follow(server.url, { connectTimeout: 100, backoff: quickly })
  await follower.reaches('open')
  expect(follower.closes.map(({ kind }) => kind)).toEqual(['connect-timeout'])
  await until(server, () => server.visits[0]?.isOver)
})

test('shouldReconnect overrides, both ways', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    if (visit.request.url === '/stop') return visit.answer(500)
    if (count === 1) return visit.answer(404)
    if (count === 2) return visit.answer(204)
    visit.open()
  })
  const stubborn = follow(server.url, {
    shouldReconnect: ({ kind, code }) => kind === 'ended' || code === 404,
    backoff: quickly,
  })
  await stubborn.reaches('open')
  expect(stubborn.closes.map(({ kind, code }) => [kind, code])).toEqual([
    ['peer', 404],
    ['ended', 204],
  ])
  const timid = follow(`${server.url}stop`, { shouldReconnect: ({ code }) => (code === 500 ? false : undefined) })
  await timid.reaches('failed')
  expect(stateOf(timid).error).toMatchObject({ code: 'refused' })
})

test('the body of a refusal can be read after the attempt, and the connection, have ended', async (context) => {
  const { serve, follow } = eventStage(context)
  const types = ['application/json', 'application/problem+json']
  const server = await serve((visit, count) => {
    visit.response.writeHead(count === 1 ? 422 : 200, { 'content-type': types[count - 1] })
    visit.response.write('{"code":')
    setTimeout(() => visit.response.end('"no-such-room"}'), 20)
  })
  for (const status of [422, 200]) {
    const follower = follow(server.url, { backoff: quickly })
    // oxlint-disable-next-line eslint/no-await-in-loop
    await until(follower, () => follower.closes.length === 1)
    follower.connection.close()
    const cause = follower.closes[0]?.error?.cause as Response
    // oxlint-disable-next-line eslint/no-await-in-loop
    expect([cause.status, await cause.json()]).toEqual([status, { code: 'no-such-room' }])
  }
})
