import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ServerFrame } from '../../../src/protocol/presence'
import { type Audience, createAudience, type PresenceLink } from '../../../src/server/presence/audience'
import { type ChangeLog, createChangeLog } from '../../../src/server/presence/changeLog'

interface FakeLink extends PresenceLink {
  bufferedAmount: number
  readonly frames: ServerFrame[]
  readonly closed: number[]
}

let log: ChangeLog
let audience: Audience
let failures: unknown[]

beforeEach(() => {
  vi.useFakeTimers()
  failures = []
  log = createChangeLog({ channel: 'board', now: () => 0, grace: () => 0 })
  audience = createAudience({
    log,
    batch: 50,
    slowAfterMs: 30_000,
    sendAll: (links, frame) => links.forEach((link) => link.send(frame)),
    failed: (cause) => failures.push(cause),
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  audience.stop()
  vi.useRealTimers()
})

function comes(): FakeLink {
  const frames: ServerFrame[] = []
  const closed: number[] = []
  const link: FakeLink = {
    frames,
    closed,
    bufferedAmount: 0,
    heardAt: () => 0,
    send: (frame) => void frames.push(frame),
    close: (code) => void closed.push(code),
  }
  audience.add(link)
  return link
}

function changes(id: string, version = 1, state: object = { version }): void {
  log.apply({ set: { id, version, key: id, state, since: 0, at: 0 } })
  audience.tellSoon()
}

const kinds = ({ frames }: FakeLink): string[] => frames.map(({ kind }) => kind)

test('tells everybody who comes at once, and changes after they were collected', async () => {
  const ann = comes()
  await vi.advanceTimersByTimeAsync(5)
  expect(kinds(ann)).toEqual(['state'])
  changes('a')
  changes('b')
  await vi.advanceTimersByTimeAsync(40)
  expect(kinds(ann)).toEqual(['state'])
  await vi.advanceTimersByTimeAsync(20)
  expect(ann.frames[1]).toMatchObject({ kind: 'diff', from: 0, revision: 2 })
})

test('does not send the others what has changed whenever somebody comes', async () => {
  const ann = comes()
  await vi.advanceTimersByTimeAsync(5)
  for (let index = 0; index < 8; index += 1) {
    changes(`m${index}`)
    comes()
    await vi.advanceTimersByTimeAsync(5)
  }
  expect(kinds(ann)).toEqual(['state'])
  await vi.advanceTimersByTimeAsync(60)
  expect(kinds(ann)).toEqual(['state', 'diff'])
  expect(ann.frames[1]).toMatchObject({ from: 0, revision: 8 })
})

test('gives all who come in the same moment the same frame', async () => {
  changes('a')
  const links = Array.from({ length: 100 }, comes)
  await vi.advanceTimersByTimeAsync(60)
  expect(new Set(links.map(({ frames }) => frames[0])).size).toBe(1)
  expect(links.every((link) => kinds(link).length === 1)).toBe(true)
})

test('sends a link that takes nothing no more, and then all that has changed at once', async () => {
  const [slow, quick] = [comes(), comes()]
  await vi.advanceTimersByTimeAsync(5)
  slow.bufferedAmount = 2 ** 21
  for (let version = 1; version <= 5; version += 1) {
    changes('a', version)
    await vi.advanceTimersByTimeAsync(60)
  }
  expect(kinds(slow)).toEqual(['state'])
  expect(kinds(quick).length).toBe(6)
  slow.bufferedAmount = 0
  await vi.advanceTimersByTimeAsync(150)
  expect(slow.frames.slice(1)).toMatchObject([{ kind: 'diff', from: 0, revision: 5, set: [{ id: 'a', version: 5 }] }])
  expect(slow.closed).toEqual([])
})

test('sends a long list page by page, as the link takes it, and says nothing else between', async () => {
  for (let index = 0; index < 60; index += 1) changes(`m${index}`, 1, { text: 'x'.repeat(3000) })
  const slow = comes()
  slow.send = (frame) => {
    slow.frames.push(frame)
    slow.bufferedAmount = 2 ** 21
  }
  await vi.advanceTimersByTimeAsync(60)
  expect(slow.frames).toMatchObject([{ kind: 'state', page: 1, more: true }])
  changes('late')
  await vi.advanceTimersByTimeAsync(200)
  expect(slow.frames).toHaveLength(1)
  for (let page = 2; page <= 4; page += 1) {
    slow.bufferedAmount = 0
    await vi.advanceTimersByTimeAsync(150)
  }
  expect(slow.frames).toMatchObject([
    { page: 1, more: true },
    { page: 2, more: true },
    { page: 3 },
    { kind: 'diff', from: 60, revision: 61 },
  ])
})

test('closes a link that takes nothing at all for long, and none that takes a little', async () => {
  const [dead, slow] = [comes(), comes()]
  await vi.advanceTimersByTimeAsync(5)
  for (const link of [dead, slow]) link.bufferedAmount = 2 ** 24
  changes('a')
  for (let second = 0; second < 40; second += 1) {
    slow.bufferedAmount -= 1000
    await vi.advanceTimersByTimeAsync(1000)
  }
  expect([dead.closed, slow.closed]).toEqual([[4508], []])
})

test('says nothing to a link that listens no more', async () => {
  const ann = comes()
  await vi.advanceTimersByTimeAsync(5)
  changes('a')
  audience.remove(ann)
  await vi.advanceTimersByTimeAsync(100)
  expect(kinds(ann)).toEqual(['state'])
})

test('goes on after a frame that could not be sent, and tells why', async () => {
  const ann = comes()
  await vi.advanceTimersByTimeAsync(5)
  const bug = new Error('The adapter is closed')
  const { send } = ann
  ann.send = () => {
    throw bug
  }
  changes('a')
  await vi.advanceTimersByTimeAsync(60)
  expect(failures).toEqual([bug])
  ann.send = send
  changes('b')
  await vi.advanceTimersByTimeAsync(60)
  expect(ann.frames.at(-1)).toMatchObject({ kind: 'diff', revision: 2 })
})

test('tells what has changed soon after a round that took long', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout')
  let spentMs = 0
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + spentMs)
  const ann = comes()
  const { send } = ann
  ann.send = (frame) => {
    send(frame)
    // As long as a list for very many takes.
    if (frame.kind !== 'state') return
    spentMs += 10_000
    changes('a')
  }
  await vi.advanceTimersByTimeAsync(400)
  expect(kinds(ann)).toEqual(['state', 'diff'])
  expect(timers.mock.calls.filter(([, delay = 0]) => delay < 0)).toEqual([])
})
