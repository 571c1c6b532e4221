import { afterEach, expect, test, vi } from 'vitest'
import { text } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork } from 'wirehooks/testing'
import { quickly } from '../support/client'
import { eventStage } from '../support/sse'
import { until } from '../support/until'

afterEach(() => {
  vi.unstubAllGlobals()
})

test('sends its method, headers and body', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    visit.write('data: Once\n\ndata:  upon a time\n\n')
  })
  const follower = follow(`${server.url}chat?model=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer token', accept: 'text/plain' },
    body: JSON.stringify({ prompt: 'Erzähl 🎈' }),
    codec: text(),
  })
  await until(follower, () => follower.messages.length === 2)
  const [visit] = server.visits
  expect(visit?.body).toBe('{"prompt":"Erzähl 🎈"}')
  expect(visit?.request).toMatchObject({
    method: 'POST',
    url: '/chat?model=1',
    headers: { 'content-type': 'application/json', authorization: 'Bearer token', accept: 'text/event-stream' },
  })
  expect(follower.messages.map(({ data }) => data)).toEqual(['Once', ' upon a time'])
})

test('sends any body that fetch takes, made anew for every attempt', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    if (count < 3) visit.answer(500)
    else visit.open()
  })
  const follower = follow(server.url, {
    method: 'PUT',
    body: ({ attempt }) => new URLSearchParams({ attempt: String(attempt) }),
    backoff: quickly,
  })
  await follower.reaches('open')
  expect(server.visits.map(({ request, body }) => `${request.method} ${body}`)).toEqual([
    'PUT attempt=0',
    'PUT attempt=1',
    'PUT attempt=2',
  ])
})

test('a stream that came to its end is not asked for again', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => {
    visit.open()
    visit.write('data: "answer"\n\n')
    visit.end()
  })
  const clock = createFakeClock()
  const follower = follow(server.url, { method: 'POST', body: 'question', clock })
  await follower.reaches('closed')
  expect(follower.closes).toEqual([{ kind: 'ended', willRetry: false }])
  expect(follower.messages.map(({ data }) => data)).toEqual(['answer'])
  await clock.advance(3_600_000)
  expect(server.visits).toHaveLength(1)
  follower.connection.open()
  await until(follower, () => follower.messages.length === 2)
})

test('a stream that broke is asked for again, from where it was', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit, count) => {
    visit.open()
    visit.write(`id: ${count}\ndata: ${count}\n\n`)
    if (count === 3) visit.end()
  })
  const follower = follow(server.url, {
    method: 'POST',
    body: 'question',
    backoff: quickly,
    onMessage: ({ data }) => server.visits[Number(data) - 1]?.cut(),
  })
  await until(follower, () => follower.messages.length === 3)
  expect(follower.closes.slice(0, 2)).toMatchObject([
    { kind: 'peer', willRetry: true },
    { kind: 'peer', willRetry: true },
  ])
  expect(server.visits.map(({ lastEventId, body }) => [lastEventId, body])).toEqual([
    [undefined, 'question'],
    ['1', 'question'],
    ['2', 'question'],
  ])
})

/** A page in Node: what the connection and the transport look at. */
function createPage(visibilityState: DocumentVisibilityState) {
  const network = createFakeNetwork()
  const page = { visibilityState }
  vi.stubGlobal('document', page)
  return {
    network,
    hide() {
      page.visibilityState = 'hidden'
    },
    show() {
      page.visibilityState = 'visible'
      network.signal('visibilitychange')
    },
  }
}

test('a hidden page does not say it again, and says it as soon as it is shown', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve()
  const { network, hide, show } = createPage('visible')
  const clock = createFakeClock()
  const follower = follow(server.url, { method: 'POST', body: 'question', clock, network })
  await follower.reaches('open')
  hide()
  server.visits[0]?.cut()
  await follower.reaches('reconnecting')
  await clock.advance(600_000)
  expect(server.visits).toHaveLength(1)
  expect(follower.status).toBe('reconnecting')
  expect(new Set(follower.closes.slice(1).map(({ kind, willRetry }) => `${kind} ${willRetry}`))).toEqual(
    new Set(['page-hidden true']),
  )
  show()
  await clock.advance(500)
  await follower.reaches('open')
  expect(server.visits).toHaveLength(2)
})

test('a page that is hidden from the beginning says it once', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve((visit) => visit.answer(500))
  const { network } = createPage('hidden')
  const clock = createFakeClock()
  const follower = follow(server.url, { method: 'POST', body: 'question', clock, network })
  await until(follower, () => follower.closes.length === 1)
  await clock.advance(600_000)
  expect(server.visits).toHaveLength(1)
})

test('a hidden page asks again for what is only read', async (context) => {
  const { serve, follow } = eventStage(context)
  const server = await serve()
  const { network, hide } = createPage('visible')
  const follower = follow(server.url, { backoff: quickly, network })
  await follower.reaches('open')
  hide()
  server.visits[0]?.cut()
  await until(server, () => server.visits.length === 2)
  await follower.reaches('open')
  expect(follower.closes.map(({ kind }) => kind)).toEqual(['peer'])
})
