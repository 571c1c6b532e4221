import { setImmediate } from 'node:timers/promises'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { ClientFrame, ServerFrame } from '../../../src/protocol/presence'
import { memoryStore } from '../../../src/server/presence/memoryStore'
import { createPresenceServer } from '../../../src/server/presence/presenceServer'
import type { PresenceStore, StoreListener } from '../../../src/server/presence/store'

/** What all processes share. */
let shared: PresenceStore
const authorize = vi.fn<() => boolean | Promise<boolean>>()

beforeEach(() => {
  shared = memoryStore()
  authorize.mockReset().mockReturnValue(true)
})

function startProcess(store: PresenceStore = shared) {
  const server = createPresenceServer({ store, onError: (cause) => expect.fail(String(cause)) })
  onTestFinished(() => server.close())
  return {
    ...server,
    comes(key: string) {
      const frames: ServerFrame[] = []
      const link = {
        send: (frame: ServerFrame) => void frames.push(frame),
        close() {},
        bufferedAmount: 0,
        heardAt: () => performance.now(),
      }
      const participant = server.connect({ link, keyOf: () => key, authorize })
      const say = (frame: ClientFrame): void => participant.receive(frame)
      return {
        frames,
        kinds: () => frames.map(({ kind }) => kind),
        enter: (version: number) =>
          say({ kind: 'enter', channel: 'board', session: `the session of ${key}`, key, version, state: {} }),
        watch: () => say({ kind: 'watch', channel: 'board' }),
      }
    },
  }
}

/** A store that reaches the shared one by a way that can be cut. */
function cuttableStore() {
  const listeners = new Set<StoreListener>()
  let isCut = false
  const store: PresenceStore = {
    ...shared,
    watch(channel, listener) {
      listeners.add(listener)
      return shared.watch(channel, {
        missed: listener.missed,
        changed: (change) => void (isCut || listener.changed(change)),
      })
    },
  }
  return {
    store,
    cut: () => void (isCut = true),
    mend() {
      isCut = false
      for (const listener of listeners) listener.missed()
    },
  }
}

const refused = { kind: 'refused', code: 'forbidden', message: 'The server put you out' }

test('an eviction reaches a session and an onlooker while everybody is being read', async () => {
  let go = (): void => {}
  const reading = new Promise<void>((resolve) => (go = resolve))
  const slow = startProcess({
    ...shared,
    async read(channel) {
      const snapshot = await shared.read(channel)
      await reading
      return snapshot
    },
  })
  const [ann, onlooker] = [slow.comes('ann'), slow.comes('ann')]
  ann.enter(1)
  onlooker.watch()
  await vi.waitFor(() => expect(ann.kinds()).toEqual(['entered']))
  await startProcess().remove('board', 'ann')
  go()
  await vi.waitFor(() => expect([ann.frames.at(-1), onlooker.frames.at(-1)]).toMatchObject([refused, refused]))
})

test('an eviction that was lost on its way comes when everything is read anew', async () => {
  const { store, cut, mend } = cuttableStore()
  const process = startProcess(store)
  const [ann, onlooker, bob] = [process.comes('ann'), process.comes('ann'), process.comes('bob')]
  for (const each of [ann, bob]) each.enter(1)
  onlooker.watch()
  await vi.waitFor(() => expect([ann, onlooker, bob].every(({ kinds }) => kinds().includes('state'))).toBe(true))
  cut()
  await startProcess().remove('board', 'ann')
  mend()
  await vi.waitFor(() => expect([ann.frames.at(-1), onlooker.frames.at(-1)]).toMatchObject([refused, refused]))
  await vi.waitFor(() => expect(bob.frames.at(-1)).toMatchObject({ kind: 'diff', left: [expect.any(Number)] }))
})

test('an eviction does not put out a session that came back after it', async () => {
  const { store, cut, mend } = cuttableStore()
  const process = startProcess(store)
  const ann = process.comes('ann')
  ann.enter(1)
  await vi.waitFor(() => expect(ann.kinds()).toEqual(['entered', 'state']))
  await process.remove('board', 'ann')
  await vi.waitFor(() => expect(ann.frames.at(-1)).toMatchObject(refused))
  // Times are compared, and two of one moment cannot be told apart.
  await vi.waitFor(async () => expect((await shared.read('board')).evicted[0]?.agoMs).toBeGreaterThan(5))
  ann.enter(2)
  await vi.waitFor(() => expect(ann.kinds().slice(-2)).toEqual(['entered', 'state']))
  cut()
  mend()
  await setImmediate()
  await startProcess().remove('board', 'nobody')
  expect((await process.who('board')).map(({ key }) => key)).toEqual(['ann'])
  expect(ann.frames.filter(({ kind }) => kind === 'refused')).toHaveLength(1)
})

test.each(['here', 'in another process'])(
  'an eviction %s is about a session whose question was asked before it',
  async (where) => {
    let allow = (_isAllowed: boolean): void => {}
    authorize.mockReturnValue(new Promise((resolve) => (allow = resolve)))
    const process = startProcess()
    const [ann, onlooker] = [process.comes('ann'), process.comes('ann')]
    ann.enter(1)
    onlooker.watch()
    await vi.waitFor(() => expect(authorize).toHaveBeenCalledTimes(2))
    await (where === 'here' ? process : startProcess()).remove('board', 'ann')
    allow(true)
    await vi.waitFor(() => expect([ann.frames.at(-1), onlooker.frames.at(-1)]).toMatchObject([refused, refused]))
    expect(await process.who('board')).toEqual([])
  },
)
