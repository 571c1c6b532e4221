import { expect, onTestFinished, test, vi } from 'vitest'
import { createConnection, eventSource, type EventSourceOptions, type Message } from 'wirehooks'
import { createEventRoom, type EventRoom } from '../support/sseRoom'
import { until } from '../support/until'

// What follows holds for a server that answers every page with `access-control-allow-origin: *`, and nothing else.

function warnings(): string[] {
  const said: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void said.push(text))
  onTestFinished(() => void vi.restoreAllMocks())
  return said
}

function follow(url: string, options: EventSourceOptions = {}) {
  const messages: Message[] = []
  const openings: (boolean | null)[] = []
  const connection = createConnection(eventSource(url, options), {
    backoff: { initialDelay: 0 },
    onMessage: (one) => void messages.push(one),
    onOpen: ({ recovered = null }) => void openings.push(recovered),
  })
  onTestFinished(connection.close)
  connection.open()
  const isOpen = (): boolean => connection.store.getState().status === 'open'
  return { connection, messages, openings, opens: () => until(connection.store, isOpen) }
}

let host = 0
const strangers = (): EventRoom => createEventRoom(`stranger${(host += 1)}.localhost`, 'simple')

test('comes back after each break, and says that it did not resume', async () => {
  const said = warnings()
  const room = strangers()
  const { messages, openings, opens } = follow(room.url)
  for (let link = 1; link <= 4; link += 1) {
    await room.until({ visits: link, open: 1 })
    await opens()
    await room.say(`id: ${link}\ndata: ${link}\n\n`)
    await vi.waitUntil(() => messages.length === link)
    await room.cut()
    await room.until({ open: 0 }).catch(() => {})
  }
  await room.until({ visits: 5, open: 1 })
  await opens()
  expect(messages.map(({ data }) => data)).toEqual([1, 2, 3, 4])
  expect(openings).toEqual([null, false, false, false, false])
  expect((await room.state()).visits.map(({ id }) => id)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  const { origin } = new URL(room.url)
  expect(said.filter((text) => text.includes('Last-Event-ID'))).toEqual([
    `wirehooks: Expected ${origin} to take the header Last-Event-ID from this page, but it answered only when the header was left out: the stream goes on, and what was sent meanwhile is missing. Have that server answer OPTIONS with "access-control-allow-headers: last-event-id".`,
  ])
})

test('resumes where the server allows the header', async () => {
  const said = warnings()
  const room = createEventRoom()
  const { messages, openings, opens } = follow(room.url)
  await room.until({ open: 1 })
  await room.say('id: 1\ndata: 1\n\n')
  await vi.waitUntil(() => messages.length === 1)
  await room.cut()
  expect((await room.until({ visits: 2, open: 1 })).visits[1]).toMatchObject({ id: '1' })
  await opens()
  expect(openings).toEqual([null, null])
  expect(said).toEqual([])
})

test.each([301, 307])('comes back over a redirect (%i) to such a server', async (status) => {
  warnings()
  const [near, far] = [createEventRoom('localhost'), strangers()]
  const url = `${near.url}?status=${status}&to=${encodeURIComponent(far.url)}`
  const { messages, openings, opens } = follow(url)
  await far.until({ visits: 1, open: 1 })
  await far.say('id: 7\ndata: 1\n\n')
  await vi.waitUntil(() => messages.length === 1)
  await far.cut()
  await far.until({ visits: 2, open: 1 })
  await opens()
  expect(openings).toEqual([null, false])
})

test.each<[string, EventSourceOptions, string]>([
  [
    'headers',
    { headers: { 'x-team': 'red', 'cache-control': 'no-cache' } },
    '"access-control-allow-headers: cache-control, x-team, last-event-id"',
  ],
  [
    'credentials',
    { withCredentials: true },
    `"access-control-allow-credentials: true" and "access-control-allow-origin: ${location.origin}" in place of *`,
  ],
])('says once what such a server has to allow for %s', async (_name, options, needs) => {
  const said = warnings()
  const room = strangers()
  const { connection } = follow(room.url, options)
  await vi.waitUntil(() => connection.store.getState().attempt >= 2, { timeout: 5000 })
  const { origin } = new URL(room.url)
  expect(said).toEqual([
    `wirehooks: A request to ${origin} failed: either that server cannot be reached, or it does not allow this page to ask. It has to answer with ${needs}.`,
  ])
})

test('a server that cannot be reached is asked twice an attempt, and gets its id when it is back', async () => {
  warnings()
  const room = strangers()
  const { messages } = follow(room.url)
  await room.until({ open: 1 })
  await room.say('id: 1\ndata: 1\n\n')
  await vi.waitUntil(() => messages.length === 1)
  const asked: (string | null)[] = []
  const { fetch } = globalThis
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    if (input !== room.url) return fetch(input, init)
    asked.push(new Headers(init?.headers).get('last-event-id'))
    return Promise.reject(new TypeError('Failed to fetch'))
  })
  await room.cut()
  await vi.waitUntil(() => asked.length >= 4, { timeout: 5000 })
  expect(asked.slice(0, 4)).toEqual(['1', null, '1', null])
})
