import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
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

describe('a link that is far behind', () => {
  const state = { text: 'x'.repeat(100) }

  test('is sent everybody, and the changes that it missed are forgotten', async () => {
    for (let index = 0; index < 10; index += 1) changes(`m${index}`)
    const [slow, quick] = [comes(), comes()]
    await vi.advanceTimersByTimeAsync(60)
    slow.bufferedAmount = 2 ** 30
    for (let version = 2; version < 1002; version += 1) {
      changes(`m${version % 10}`, version, state)
      // It takes a little now and then: it is slow, and not dead.
      slow.bufferedAmount -= 1
      await vi.advanceTimersByTimeAsync(60)
    }
    expect(log.remembers(log.revision - 500)).toBe(false)
    slow.bufferedAmount = 0
    await vi.advanceTimersByTimeAsync(150)
    expect(slow.frames.slice(1)).toMatchObject([{ kind: 'state', revision: 1010 }])
    expect(new Set(kinds(quick).slice(1))).toEqual(new Set(['diff']))
    changes('m1', 2000, state)
    await vi.advanceTimersByTimeAsync(60)
    expect(slow.frames.at(-1)).toMatchObject({ kind: 'diff', from: 1010, revision: 1011 })
  })

  test('is sent the list to its end before it is sent a newer one', async () => {
    for (let index = 0; index < 60; index += 1) changes(`m${index}`, 1, { text: 'x'.repeat(3000) })
    const slow = comes()
    slow.send = (frame) => {
      slow.frames.push(frame)
      slow.bufferedAmount = 2 ** 21
    }
    await vi.advanceTimersByTimeAsync(60)
    for (let version = 2; version < 1002; version += 1) {
      changes('m1', version)
      await vi.advanceTimersByTimeAsync(10)
    }
    for (let page = 2; page <= 6; page += 1) {
      slow.bufferedAmount = 0
      await vi.advanceTimersByTimeAsync(150)
    }
    const pages = slow.frames.map((frame) => frame.kind === 'state' && [frame.revision, frame.page])
    const [old, current] = [60, 1060]
    expect(pages).toEqual([...[1, 2, 3].map((page) => [old, page]), ...[1, 2, 3].map((page) => [current, page])])
  })

  test('is sent what changed where that is little', async () => {
    for (let index = 0; index < 100; index += 1) changes(`m${index}`)
    const slow = comes()
    await vi.advanceTimersByTimeAsync(60)
    slow.bufferedAmount = 2 ** 21
    for (let index = 0; index < 100; index += 1) changes(`m${index}`, 2)
    await vi.advanceTimersByTimeAsync(150)
    slow.bufferedAmount = 0
    await vi.advanceTimersByTimeAsync(150)
    expect(kinds(slow)).toEqual(['state', 'diff'])
  })
})

test('a link that is quick is sent only what changed, however much that is', async () => {
  changes('a')
  const quick = comes()
  await vi.advanceTimersByTimeAsync(60)
  for (let version = 2; version < 2002; version += 1) changes('a', version)
  await vi.advanceTimersByTimeAsync(60)
  expect(kinds(quick)).toEqual(['state', 'diff'])
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

describe('a link that throws', () => {
  const bug = new Error('The socket is gone')

  test('when it is asked what waits for it keeps nobody else from hearing', async () => {
    const broken = comes()
    Object.defineProperty(broken, 'bufferedAmount', {
      get() {
        throw bug
      },
    })
    const ann = comes()
    await vi.advanceTimersByTimeAsync(5)
    changes('a')
    await vi.advanceTimersByTimeAsync(60)
    changes('b')
    await vi.advanceTimersByTimeAsync(60)
    expect(kinds(ann)).toEqual(['state', 'diff', 'diff'])
    expect(new Set(failures)).toEqual(new Set([bug]))
  })

  test('when it is closed keeps nobody else from hearing', async () => {
    const [dead, ann] = [comes(), comes()]
    await vi.advanceTimersByTimeAsync(5)
    dead.bufferedAmount = 2 ** 21
    dead.close = () => {
      throw bug
    }
    changes('a')
    await vi.advanceTimersByTimeAsync(31_000)
    changes('b')
    await vi.advanceTimersByTimeAsync(200)
    expect(kinds(ann)).toEqual(['state', 'diff', 'diff'])
    expect(failures).toEqual([bug])
  })
})

test('a round that fails is reported, and the next one tells the same', async () => {
  const ann = comes()
  await vi.advanceTimersByTimeAsync(5)
  const bug = new Error('No room for a frame')
  vi.spyOn(log, 'diffSince').mockImplementationOnce(() => {
    throw bug
  })
  changes('a')
  await vi.advanceTimersByTimeAsync(120)
  expect(failures).toEqual([bug])
  changes('b')
  await vi.advanceTimersByTimeAsync(60)
  expect(ann.frames.slice(1)).toMatchObject([
    { kind: 'diff', from: 0, revision: 1 },
    { kind: 'diff', from: 1, revision: 2 },
  ])
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
