import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ExampleServer, startServer } from './support/server'

const example = 'sse-notifications'
let folder: string
let log: string
let server: ExampleServer
let over: AbortController

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'notification-server-test-'))
  log = join(folder, 'log.jsonl')
  over = new AbortController()
  server = await startServer(example, { LOG: log })
})

afterEach(async () => {
  over.abort()
  await server.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function restart(env: Record<string, string> = {}): Promise<void> {
  await server.kill('SIGKILL')
  server = await startServer(example, { LOG: log, PORT: String(server.port), ...env })
}

function post(path: string, body: unknown, token = ''): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return fetch(server.url + path, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function login(user: string): Promise<string> {
  const { token } = (await (await post('/login', { user })).json()) as { token: string }
  return token
}

/** From Grace to Ada. */
async function notify(id: string, text: string = id): Promise<number> {
  const { status } = await post('/users/ada/notifications', { id, text }, await login('grace'))
  return status
}

interface Stream {
  readonly response: Response
  readonly events: EventSourceMessage[]
  readonly comments: string[]
  readonly retry: () => number | undefined
  /** Data of notifications, by text. */
  readonly texts: () => string[]
  readonly isOver: () => boolean
}

async function listen(user: string, lastEventId?: string, token?: string): Promise<Stream> {
  const headers = { authorization: `Bearer ${token ?? (await login(user))}` }
  const response = await fetch(`${server.url}/users/${user}/events`, {
    headers: lastEventId === undefined ? headers : { ...headers, 'last-event-id': lastEventId },
    signal: over.signal,
  })
  const events: EventSourceMessage[] = []
  const comments: string[] = []
  let retry: number | undefined
  let isOver = false
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onComment: (comment) => comments.push(comment),
    onRetry: (delay) => (retry = delay),
  })

  async function read(): Promise<void> {
    const decoder = new TextDecoder()
    for await (const bytes of response.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }))
  }

  read()
    .catch(() => {})
    .finally(() => (isOver = true))
  const notifications = (): EventSourceMessage[] => events.filter(({ event }) => event === 'notification')
  return {
    response,
    events,
    comments,
    retry: () => retry,
    texts: () => notifications().map(({ data }) => (JSON.parse(data) as { text: string }).text),
    isOver: () => isOver,
  }
}

/** What a newcomer is told. */
async function inboxOf(user: string): Promise<{ id: string; texts: string[] }> {
  const { events } = await listen(user)
  await expect.poll(() => events.at(-1)?.event).toBe('inbox')
  const { id = '', data = '' } = events.at(-1) ?? {}
  return {
    id,
    texts: (JSON.parse(data) as { notifications: { text: string }[] }).notifications.map(({ text }) => text),
  }
}

test('tells a newcomer everything, at once, and whoever comes back what they missed', async () => {
  const ada = await listen('ada')
  await expect.poll(() => ada.events).toHaveLength(1)
  expect(ada.response.headers.get('content-type')).toBe('text/event-stream')
  expect(ada.retry()).toBe(500)
  for (const id of ['a', 'b', 'c']) expect(await notify(id)).toBe(201)
  await expect.poll(() => ada.texts()).toEqual(['a', 'b', 'c'])

  expect((await inboxOf('ada')).texts).toEqual(['a', 'b', 'c'])
  const back = await listen('ada', ada.events[2]?.id)
  await expect.poll(() => back.texts()).toEqual(['c'])
  expect(back.events).toHaveLength(1)
  // Somebody who came before there was anything.
  const early = await listen('ada', ada.events[0]?.id)
  await expect.poll(() => early.texts()).toEqual(['a', 'b', 'c'])
})

test('says with 429 when to come again to who asks too much', async () => {
  const token = await login('grace')
  const send = (id: number): Promise<Response> => post('/users/ada/notifications', { id: String(id), text: 'x' }, token)
  const answers = await Promise.all(Array.from({ length: 260 }, (_, id) => send(id)))
  const refused = answers.filter(({ status }) => status === 429)
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(250)
  expect(refused).toHaveLength(10)
  for (const { headers } of refused) expect(headers.get('retry-after')).toMatch(/^([1-9]|10)$/)
  // Nobody else has to wait.
  expect((await post('/users/ada/read', { ids: ['1'] }, await login('ada'))).status).toBe(204)
})

test('takes no text without anything to read in it', async () => {
  expect(await notify('a', '\u200b\u2060')).toBe(400)
})

test('goes on over a kill, a torn row and a job that was running, and keeps a notification once', async () => {
  await notify('a')
  const { id } = await inboxOf('ada')
  const jobs = await listen('ada')
  expect((await post('/jobs', {}, await login('ada'))).status).toBe(202)
  expect((await post('/jobs', {}, await login('ada'))).status).toBe(409)
  await expect.poll(() => jobs.events.length).toBeGreaterThan(4)
  await server.kill('SIGKILL')
  appendFileSync(log, '{"user":"ada","event":{"id":"9')
  await restart()
  expect(await notify('a')).toBe(200)
  expect(await notify('b')).toBe(201)

  const ada = await listen('ada', id)
  const last = (): unknown => JSON.parse(ada.events.findLast(({ event }) => event === 'job')?.data ?? 'null')
  await vi.waitFor(() => expect(last()).toMatchObject({ percent: 100, state: 'done' }), { timeout: 10_000 })
  expect(ada.texts()).toEqual(['b'])
  const percents = ada.events
    .filter(({ event }) => event === 'job')
    .map(({ data }) => (JSON.parse(data) as { percent: number }).percent)
  expect(percents).toEqual(Array.from({ length: 26 }, (_, index) => index * 4))
  const ids = ada.events.map(({ id }) => Number(id))
  expect(ids).toEqual([...new Set(ids)].toSorted((one, other) => one - other))
})

test('keeps a bounded log, and starts anew with whoever was away for longer', async () => {
  const { id } = await inboxOf('ada')
  const token = await login('grace')
  for (let n = 0; n < 220; n += 1) await post('/users/ada/notifications', { id: `n${n}`, text: `n${n}` }, token)
  const newest = Array.from({ length: 50 }, (_, index) => `n${170 + index}`)
  for (const stranger of [id, '1', 'nonsense', '']) {
    const ada = await listen('ada', stranger)
    await expect.poll(() => ada.events.map(({ event }) => event)).toEqual(['inbox'])
  }
  expect((await inboxOf('ada')).texts).toEqual(newest)
  await restart()
  expect((await inboxOf('ada')).texts).toEqual(newest)
  expect(readFileSync(log, 'utf8').trim().split('\n')).toHaveLength(2)
})

test('says something to a silent stream, and forgets one that is gone', async () => {
  await restart({ KEEP_ALIVE: '100' })
  const ada = await listen('ada')
  await expect.poll(() => ada.comments.length).toBeGreaterThan(2)

  const token = await login('ada')
  const all = await Promise.all(Array.from({ length: 19 }, () => listen('ada', undefined, token)))
  expect(all.map(({ response }) => response.status)).toEqual(Array(19).fill(200))
  const oneTooMany = await listen('ada')
  expect(oneTooMany.response.status).toBe(429)
  expect(oneTooMany.response.headers.get('retry-after')).toBe('10')
  over.abort()
  over = new AbortController()
  await vi.waitFor(async () => expect((await listen('ada')).response.status).toBe(200))
})

test('cuts the streams of whoever asks, and opens none for as long as they want', async () => {
  const [ada, grace] = [await listen('ada'), await listen('grace')]
  expect((await post('/cut', {}, await login('ada'))).status).toBe(204)
  await expect.poll(() => ada.isOver()).toBe(true)
  const again = await listen('ada')
  expect(again.response.status).toBe(200)

  await post('/cut', { seconds: 1 }, await login('ada'))
  const { response } = await listen('ada')
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
  await vi.waitFor(async () => expect((await listen('ada')).response.status).toBe(200), { timeout: 5000 })
  expect(grace.isOver()).toBe(false)
})

test('wants a good token with every request', async () => {
  await restart({ TOKEN_LIFETIME: '300' })
  const old = await login('ada')
  await vi.waitFor(async () => expect((await post('/jobs', {}, old)).status).toBe(401), { timeout: 5000 })
  await restart()
  const good = await login('ada')
  const [user, until, signature] = good.split('.')
  const bad = [
    '',
    'x',
    '..',
    old,
    `grace.${until}.${signature}`,
    `${user}.${Number(until) + 9}.${signature}`,
    `${user}.${until}`,
  ]
  for (const token of bad) {
    const { response } = await listen('ada', undefined, token)
    expect(response.status).toBe(401)
    expect(await post('/jobs', {}, token)).toHaveProperty('status', 401)
  }
  expect((await listen('ada', undefined, good)).response.status).toBe(200)
  expect((await listen('grace', undefined, good)).response.status).toBe(403)
  expect((await post('/users/grace/read', { ids: ['a'] }, good)).status).toBe(403)
})

test('refuses what makes no sense, and lives on', async () => {
  const token = await login('ada')
  const answer = async (path: string, body: unknown): Promise<unknown> => {
    const response = await post(path, body, token)
    expect(await response.json()).toEqual({ error: expect.any(String) })
    return response.status
  }
  const to = '/users/grace/notifications'
  for (const text of [undefined, null, 7, '', ' ', 'x'.repeat(281), {}])
    expect(await answer(to, { id: 'a', text })).toBe(400)
  for (const id of [undefined, null, 7, '', 'a b', 'x'.repeat(65), {}])
    expect(await answer(to, { id, text: 'x' })).toBe(400)
  for (const body of ['', '{', 'null', '[]', '"x"', '[[]]']) expect(await answer(to, body)).toBe(400)
  for (const ids of [undefined, [], 'a', [7], Array(51).fill('a')])
    expect(await answer('/users/ada/read', { ids })).toBe(400)
  for (const seconds of [-1, 61, 0.5, '7', null]) expect(await answer('/cut', { seconds })).toBe(400)
  expect(await answer(to, { id: 'a', text: 'x'.repeat(10_000) })).toBe(413)
  for (const path of ['/users/eve/notifications', '/users/__proto__/read', '/nowhere']) {
    expect(await answer(path, { id: 'a', text: 'x', ids: ['a'] })).toBe(404)
  }
  for (const user of [undefined, 'eve', 'constructor', 7]) expect(await answer('/login', { user })).toBe(404)
  expect(await answer('/users/%E0%A4%A/read', {})).toBe(400)
  expect((await inboxOf('grace')).texts).toEqual([])
})

test('lets pages of this machine ask, and no others', async () => {
  const ask = async (origin: string): Promise<Headers> => {
    const response = await fetch(`${server.url}/users/ada/events`, { method: 'OPTIONS', headers: { origin } })
    expect(response.status).toBe(204)
    return response.headers
  }
  const ours = await ask('http://localhost:5173')
  expect(ours.get('access-control-allow-origin')).toBe('http://localhost:5173')
  expect(ours.get('access-control-allow-headers')).toContain('last-event-id')
  expect((await ask('http://localhost.example.com')).get('access-control-allow-origin')).toBeNull()
})
