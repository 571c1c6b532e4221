import { setTimeout } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { quickly } from '../../support/client'
import type { BrowserName, BrowserTest } from '../browserTest'
import { open } from '../servers'

/**
 * How the library takes an answer that is no stream: see “Server-Sent Events” in the README. The server `refuses` every request,
 * or the first one; `requests` is how many it has got in the end.
 */
const refusals = [
  {
    status: 204,
    refuses: 'always',
    statuses: ['connecting', 'closed'],
    requests: 1,
    closes: [{ kind: 'ended', willRetry: false }],
  },
  {
    status: 401,
    refuses: 'always',
    statuses: ['connecting', 'reconnecting', 'failed'],
    requests: 2,
    closes: [
      { kind: 'peer', code: 401, httpStatus: 401, willRetry: true },
      { kind: 'peer', code: 401, httpStatus: 401, willRetry: false },
    ],
  },
  {
    status: 403,
    refuses: 'always',
    statuses: ['connecting', 'reconnecting', 'failed'],
    requests: 2,
    closes: [
      { kind: 'peer', code: 403, httpStatus: 403, willRetry: true },
      { kind: 'peer', code: 403, httpStatus: 403, willRetry: false },
    ],
  },
  {
    status: 404,
    refuses: 'always',
    statuses: ['connecting', 'failed'],
    requests: 1,
    closes: [{ kind: 'peer', code: 404, httpStatus: 404, willRetry: false }],
  },
  {
    status: 500,
    refuses: 'once',
    statuses: ['connecting', 'reconnecting', 'open'],
    requests: 2,
    closes: [{ kind: 'peer', code: 500, httpStatus: 500, willRetry: true }],
  },
] as const

/** What has to come before a browser tells a page of the answer, so that the stream is open: see note 1 of the README. */
const opensWith: Record<BrowserName, 'the headers' | 'the first byte'> = {
  Chromium: 'the headers',
  Firefox: 'the first byte',
  WebKitGTK: 'the headers',
}

/**
 * What the server reads in `Last-Event-ID` of the id `7 ü`. Its bytes are UTF-8, one character for each in the header that
 * `fetch` is given (https://fetch.spec.whatwg.org/#concept-header-value). WebKitGTK hands every header to libsoup as text,
 * which is encoded once more.
 */
const idOf: Record<BrowserName, string> = {
  Chromium: '7 ü',
  Firefox: '7 ü',
  WebKitGTK: Buffer.from('7 ü').toString('latin1'),
}

export function checkEventSource(test: BrowserTest): void {
  describe('Server-Sent Events', () => {
    test('reads a stream of which every byte comes alone', async ({ page, servers }) => {
      const server = await servers.events((visit) => visit.open())
      const before = (await page.call('chunkSizes')).length
      await page.call('mount', 'eventSource', server.url, { codec: 'text' })
      await expect.poll(() => server.visits.length).toBe(1)
      // A byte order mark, characters of two and four bytes, and the three ways to end a line.
      const stream = '\uFEFFevent: NOTE\r\ndata: Grüße 👋\r\n\r\n: a comment\rdata: a\rdata: b\r\rdata: c\n\n'
      for (const [index, byte] of [...Buffer.from(stream)].entries()) {
        server.visits[0]?.write(Uint8Array.of(byte))
        // oxlint-disable-next-line eslint/no-await-in-loop -- the next byte follows when the page has read this one
        await expect.poll(async () => (await page.call('chunkSizes')).length, { interval: 1 }).toBe(before + index + 1)
      }
      await page.sees({
        statuses: ['connecting', 'open'],
        messages: [
          { event: 'NOTE', data: 'Grüße 👋' },
          { event: 'message', data: 'a\nb' },
          { event: 'message', data: 'c' },
        ],
      })
      expect(new Set((await page.call('chunkSizes')).slice(before))).toEqual(new Set([1]))
    })

    test.for([false, true])(
      'is open as soon as the browser tells of the answer (native: %s)',
      async (native, { page, servers, browserName }) => {
        const server = await servers.events((visit) => visit.open())
        await page.call('mount', 'eventSource', server.url, { plain: { native } })
        await expect.poll(() => server.visits.length).toBe(1)
        if (opensWith[browserName] === 'the first byte') {
          // Nothing tells that the headers have arrived, so the time is what shows that they are not enough.
          await setTimeout(500)
          await page.sees({ statuses: ['connecting'] })
          server.visits[0]?.write(':\n\n')
        }
        await page.sees({ statuses: ['connecting', 'open'] })
      },
    )

    test('resumes after the last event that it had', async ({ page, servers, browserName }) => {
      const server = await servers.events()
      await page.call('mount', 'eventSource', server.url, { plain: { backoff: quickly } })
      await page.sees({ statuses: ['connecting', 'open'] })
      server.visits[0]?.write('id: 7 ü\ndata: 1\n\n')
      await page.sees({ messages: [{ event: 'message', data: 1 }] })
      server.visits[0]?.cut()
      await page.sees({ statuses: ['connecting', 'open', 'reconnecting', 'open'] })
      server.visits[1]?.write('id: 8\ndata: 2\n\n')
      await page.sees({
        messages: [
          { event: 'message', data: 1 },
          { event: 'message', data: 2 },
        ],
      })
      expect(server.visits.map(({ lastEventId }) => lastEventId)).toEqual([undefined, idOf[browserName]])
    })

    test('comes back without the past where the server does not allow the header', async ({ page, servers }) => {
      const server = await servers.events(open, { allowsHeaders: false })
      await page.call('mount', 'eventSource', server.url, { plain: { backoff: quickly } })
      await page.sees({ statuses: ['connecting', 'open'] })
      server.visits[0]?.write('id: 7\ndata: 1\n\n')
      await page.sees({ messages: [{ event: 'message', data: 1 }] })
      server.visits[0]?.cut()
      await page.sees({ statuses: ['connecting', 'open', 'reconnecting', 'open'], openings: [null, false] })
      expect(server.visits.map(({ lastEventId }) => lastEventId)).toEqual([undefined, undefined])
    })

    test('reads the streamed answer to a POST to its end', async ({ page, servers }) => {
      const server = await servers.events((visit) => {
        visit.open()
        visit.write('data: {"delta":"Hel"}\n\ndata: {"delta":"lo"}\n\ndata: [DONE]\n\n')
        visit.end()
      })
      await page.call('mount', 'eventSource', server.url, {
        plain: {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: 'Bearer token' },
          body: '{"prompt":"Grüße"}',
          end: '[DONE]',
        },
      })
      await page.sees({
        statuses: ['connecting', 'open', 'closed'],
        messages: [
          { event: 'message', data: { delta: 'Hel' } },
          { event: 'message', data: { delta: 'lo' } },
        ],
        closes: [{ kind: 'ended', willRetry: false }],
      })
      const [visit] = server.visits
      expect(visit?.body).toBe('{"prompt":"Grüße"}')
      expect(visit?.request.headers).toMatchObject({
        'content-type': 'application/json',
        authorization: 'Bearer token',
      })
    })

    test.for(refusals)(
      'an answer $status leads to $statuses',
      async ({ status, refuses, statuses, requests, closes }, { page, servers }) => {
        const server = await servers.events((visit, count) => {
          if (refuses === 'always' || count === 1) visit.answer(status)
          else open(visit)
        })
        await page.call('mount', 'eventSource', server.url, { plain: { backoff: quickly } })
        await page.sees({ statuses, closes })
        expect(server.visits).toHaveLength(requests)
      },
    )

    test('tries again when the answer is a page and no stream', async ({ page, servers }) => {
      const server = await servers.events((visit, count) => {
        if (count === 1) visit.answer(200, { 'content-type': 'text/html' }, '<h1>Please sign in</h1>')
        else open(visit)
      })
      await page.call('mount', 'eventSource', server.url, { plain: { backoff: quickly } })
      await page.sees({
        statuses: ['connecting', 'reconnecting', 'open'],
        closes: [{ kind: 'content-type', willRetry: true }],
      })
    })

    test('ends its request when it is unmounted', async ({ page, servers }) => {
      const server = await servers.events()
      await page.call('mount', 'eventSource', server.url, { plain: { linger: 0 } })
      await page.sees({ statuses: ['connecting', 'open'] })
      await page.call('unmount')
      await expect.poll(() => server.visits[0]?.isOver).toBe(true)
    })

    test("reads the platform's own EventSource, which comes back by itself", async ({ page, servers }) => {
      const server = await servers.events((visit) => {
        visit.open()
        visit.write('retry: 50\n\n')
      })
      await page.call('mount', 'eventSource', server.url, { plain: { native: true, events: ['NOTE'] } })
      await page.sees({ statuses: ['connecting', 'open'] })
      server.visits[0]?.write('id: 7\nevent: NOTE\ndata: "hi"\n\n')
      await page.sees({ messages: [{ event: 'NOTE', data: 'hi' }] })
      server.visits[0]?.cut()
      await page.sees({ statuses: ['connecting', 'open', 'reconnecting', 'open'] })
      expect(server.visits.map(({ lastEventId }) => lastEventId)).toEqual([undefined, '7'])
    })

    test("tries again when the platform's own EventSource gives up", async ({ page, servers }) => {
      const server = await servers.events((visit, count) => {
        if (count === 1) visit.answer(500)
        else open(visit)
      })
      await page.call('mount', 'eventSource', server.url, { plain: { native: true, backoff: quickly } })
      await page.sees({ statuses: ['connecting', 'reconnecting', 'open'] })
    })
  })
}
