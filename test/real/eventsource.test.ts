import { expect, test, vi } from 'vitest'
import { type Connection, connections, json, schemas, text } from 'wirehooks/vanilla'
import * as z from 'zod'
import { quickly } from '../support/client'
import { eventStage } from '../support/sse'
import { until } from '../support/until'

test('asks as EventSource does', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve()
  const inits: RequestInit[] = []
  const follower = follow(`${server.url}feed?topic=a b`, {
    headers: { 'x-own': '1' },
    fetch(url, init) {
      inits.push(init)
      return fetch(url, init)
    },
  })
  await follower.reaches('open')
  expect(server.visits[0]?.request).toMatchObject({
    method: 'GET',
    url: '/feed?topic=a%20b',
    headers: { accept: 'text/event-stream', 'x-own': '1' },
  })
  expect(server.visits[0]?.lastEventId).toBe(undefined)
  expect(inits).toMatchObject([{ method: 'GET', cache: 'no-store', credentials: 'same-origin' }])
  const open = follow(server.url, {
    withCredentials: true,
    fetch(url, init) {
      inits.push(init)
      return fetch(url, init)
    },
  })
  await open.reaches('open')
  expect(inits[1]?.credentials).toBe('include')
})

test('looks for the global fetch at every attempt', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => visit.answer(500))
  const real = globalThis.fetch
  context.onTestFinished(() => void vi.unstubAllGlobals())
  const follower = follow(server.url, { backoff: quickly })
  const spy = vi.fn<typeof fetch>((url, init) => real(url, init))
  vi.stubGlobal('fetch', spy)
  await until(server, () => server.visits.length === 3)
  expect(spy.mock.calls.length).toBeGreaterThanOrEqual(2)
  expect(follower.status).toBe('reconnecting')
})

test('calls functions before every attempt', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    if (count < 3) visit.answer(500)
    else visit.open()
  })
  const follower = follow(({ attempt }) => new URL(`${server.url}${attempt}`), {
    headers: ({ attempt }) => Promise.resolve({ authorization: `Bearer ${attempt}` }),
    backoff: quickly,
  })
  await follower.reaches('open')
  expect(server.visits.map(({ request }) => `${request.url} ${request.headers.authorization}`)).toEqual([
    '/0 Bearer 0',
    '/1 Bearer 1',
    '/2 Bearer 2',
  ])
})

test('reads JSON, and finds the name of an event', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    visit.write('data: {"plain":true}\n\n')
    visit.write('data: {"type":"CHAT","payload":{"text":"hi"}}\n\n')
    visit.write('data: {"type":"TYPING","who":"ada"}\n\n')
    visit.write('event: NOTE\ndata: {"type":"CHAT","payload":{"text":"named"}}\n\n')
    visit.write('event: NOTE\ndata: {"type":"CHAT","text":"named"}\n\n')
    visit.write('event: COUNT\ndata: 7\nid: 9\n\n')
    visit.write('event: message\ndata: [1,\ndata: 2]\n\n')
    visit.write('event: toString\ndata: null\n\n')
  })
  const follower = follow(server.url)
  await until(follower, () => follower.messages.length === 8)
  expect(follower.messages).toEqual([
    { event: 'message', data: { plain: true } },
    { event: 'CHAT', data: { text: 'hi' } },
    { event: 'TYPING', data: { type: 'TYPING', who: 'ada' } },
    { event: 'NOTE', data: { text: 'named' } },
    { event: 'NOTE', data: { type: 'CHAT', text: 'named' } },
    { event: 'COUNT', data: 7, id: '9' },
    { event: 'message', data: [1, 2], id: '9' },
    { event: 'toString', data: null, id: '9' },
  ])
})

test('there are no answers: an object that looks like one is a message', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    visit.write('data: {"replyTo":1}\n\n')
    visit.write('event: REPLY\ndata: {"replyTo":"2","payload":3}\n\n')
    visit.write('data: {"replyTo":3,"error":"no"}\n\n')
  })
  const follower = follow(server.url)
  await until(follower, () => follower.messages.length === 3)
  expect(follower.messages).toEqual([
    { event: 'message', data: { replyTo: 1 } },
    { event: 'REPLY', data: { replyTo: '2', payload: 3 } },
    { event: 'message', data: { replyTo: 3, error: 'no' } },
  ])
})

test('text() leaves the data as it is', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    visit.write('data: {"type":"CHAT"}\n\nevent: TOKEN\ndata:  once\n\ndata\n\n')
  })
  const follower = follow(server.url, { codec: text() })
  await until(follower, () => follower.messages.length === 3)
  expect(follower.messages).toEqual([
    { event: 'message', data: '{"type":"CHAT"}' },
    { event: 'TOKEN', data: ' once' },
    { event: 'message', data: '' },
  ])
})

test('a codec of your own finds the name elsewhere', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    visit.write('data: {"symbol":"ACME","price":1}\n\nevent: HALT\ndata: {"symbol":"ACME"}\n\n')
  })
  const codec = json({ event: ({ symbol }: { symbol?: string }) => symbol })
  const follower = follow(server.url, { codec })
  await until(follower, () => follower.messages.length === 2)
  expect(follower.messages).toEqual([
    { event: 'ACME', data: { symbol: 'ACME', price: 1 } },
    { event: 'HALT', data: { symbol: 'ACME' } },
  ])
})

test('checks events against their schemas', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    visit.write('event: COUNT\ndata: 1\n\nevent: COUNT\ndata: "one"\n\nevent: COUNT\ndata: 2\n\n')
  })
  const follower = follow(server.url, { validate: schemas({ COUNT: z.number() }) })
  await until(follower, () => follower.messages.length === 2)
  expect(follower.messages.map(({ data }) => data)).toEqual([1, 2])
  expect(follower.invalid.map(({ code }) => code)).toEqual(['invalid-message'])
})

test('sends nothing, and says so', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve()
  const follower = follow(server.url)
  // Types refuse to send; plain JavaScript can try.
  const connection = follower.connection as Connection
  const early = await connection.emit('CHAT', 1)
  await follower.reaches('open')
  const outcomes = [early, await connection.emit('CHAT', 1), await connection.send('x')]
  expect(outcomes).toMatchObject(outcomes.map(() => ({ outcome: 'dropped', error: { code: 'cannot-send' } })))
  await expect(connection.request('CHAT')).rejects.toMatchObject({
    name: 'WireError',
    code: 'cannot-send',
  })
  expect(follower.errors.slice(0, 3).map(({ code }) => code)).toEqual(['cannot-send', 'cannot-send', 'cannot-send'])
  expect(follower.statuses).toEqual(['idle', 'connecting', 'open'])
  expect(server.visits).toHaveLength(1)
})

test('a listener that throws does not end the stream', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    visit.write('data: 1\n\ndata: 2\n\n')
  })
  const follower = follow(server.url, {
    onMessage() {
      throw new Error('mine')
    },
  })
  await until(follower, () => follower.messages.length === 2)
  await until(follower, () => follower.errors.length === 2)
  expect(follower.errors.map(({ code }) => code)).toEqual(['listener', 'listener'])
  expect(follower.status).toBe('open')
})

test('aborts its request when it is closed', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    if (visit.request.url === '/open') visit.open()
  })
  const connecting = follow(`${server.url}connecting`)
  const open = follow(`${server.url}open`)
  await open.reaches('open')
  await until(server, () => server.visits.length === 2)
  connecting.connection.close()
  open.connection.close()
  await until(server, () => server.visits.every(({ isOver }) => isOver))
  expect([connecting.statuses, open.statuses]).toEqual([
    ['idle', 'connecting', 'closed'],
    ['idle', 'connecting', 'open', 'closed'],
  ])
  expect([connecting.errors, open.errors]).toEqual([[], []])
  const left = connections.getState()
  expect([left.includes(connecting.connection), left.includes(open.connection)]).toEqual([false, false])
})

test('reads 10,000 events of one burst', async (context) => {
  const { serve, follow } = eventStage(context)
  const counts = Array.from({ length: 10_000 }, (_, index) => index)
  const server = await serve((visit) => {
    visit.open()
    visit.write(counts.map((count) => `id: ${count}\nevent: TICK\ndata: ${count}\n\n`).join(''))
  })
  const follower = follow(server.url)
  await until(follower, () => follower.messages.length === counts.length)
  expect(follower.messages.map(({ data }) => data)).toEqual(counts)
})

test('in Node any number of streams is no reason to warn', async (context) => {
  const { serve, follow } = eventStage(context)
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  context.onTestFinished(() => warn.mockRestore())
  const server = await serve()
  const followers = Array.from({ length: 7 }, (_, index) => follow(server.url + index))
  for (const follower of followers) await follower.reaches('open')
  expect(warn.mock.calls).toEqual([])
})
