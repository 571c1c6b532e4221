import type { Mark } from '../../protocol/presence'
import type { Change, Count, KnownMember, PresenceStore, Snapshot } from './store'

/** Follows what a store knows of a channel. */
export interface Replica {
  /** Resolves when it knows who is there. */
  readonly loaded: Promise<void>
  /** Wall time of the store, in milliseconds. */
  now(): number
  /** For how long the store has known everybody who comes and goes, in milliseconds. */
  age(): number
  /** Removes members whose time is up, and looks whether a change was missed. */
  check(): Promise<void>
  stop(): void
}

interface ReplicaParts {
  channel: string
  store: PresenceStore
  /** What is known; `changed` makes it different. */
  members: ReadonlyMap<string, KnownMember>
  /** Told what is different, in order. */
  changed(change: MemberChange): void
  /** For how many milliseconds a member that a store does not know any more may be on the way back, once it has restarted. */
  grace: number
  /** The store has begun to count anew, and knows nothing of the sessions of this process. */
  restarted(): void
  /** Told of each eviction at once, and of the last ones again whenever everything is read. `at` is a `performance.now()`. */
  evicted(key: string, at: number): void
  failed(cause: unknown): void
}

export type MemberChange = Pick<Change, 'set' | 'dropped' | 'left'>

/** After this time it is tried again to reach the store, in milliseconds. */
const retryDelayMs = 1000
/** A change that the store has counted must have arrived within this time, in milliseconds. */
const arrivalMs = 1000

export function createReplica(parts: ReplicaParts): Replica {
  const { channel, store, members, grace, changed, restarted, evicted, failed } = parts
  /** How far the changes of the store are known. */
  let known: Count | 'nothing' = 'nothing'
  /** From `performance.now()` to the wall clock of the store. */
  let clockOffset = Date.now() - performance.now()
  /** From `performance.now()` to the age of the store. */
  let ageOffset = -performance.now()
  /** The change that came last. */
  let heard: Count | undefined
  /** Changes that come while everything is read; `undefined` when nothing is read. */
  let early: Change[] | undefined
  /** What is being read may be from before the store went back. */
  let mustReadAgain = false
  let isStopped = false
  let unwatch = (): void => {}
  let retry: ReturnType<typeof setTimeout> | undefined
  let recheck: ReturnType<typeof setTimeout> | undefined
  /** When all who were there before the store restarted have come back, or are gone: as `performance.now()` has it. */
  let graceEndsAt = 0
  let graceTimer: ReturnType<typeof setTimeout> | undefined
  let markLoaded = (): void => {}
  const loaded = new Promise<void>((resolve) => {
    markLoaded = resolve
  })

  function hear(change: Change): void {
    if (isStopped) return
    // An eviction cannot wait for changes before it: until it is told, the person goes on listening.
    if (change.evicted !== undefined) evicted(change.evicted, performance.now())
    // The store counts from an older state than before: a copy of Redis has taken its place.
    const hasGoneBack = heard !== undefined && change.epoch === heard.epoch && change.revision <= heard.revision
    heard = countOf(change)
    if (early) {
      early.push(change)
      mustReadAgain ||= hasGoneBack
    } else if (hasGoneBack) void load()
    else follow(change)
  }

  function follow(change: Change): void {
    if (known === 'nothing' || change.epoch !== known.epoch || change.revision > known.revision + 1) void load()
    else if (change.revision === known.revision + 1) {
      known = countOf(change)
      changed(change)
    }
  }

  /** Reads everything: at first, and after something was missed. */
  async function load(): Promise<void> {
    if (early || isStopped) return
    early = []
    try {
      const snapshot = await store.read(channel)
      if (isStopped) return
      take(snapshot)
      const missed = early
      early = undefined
      missed.forEach(follow)
      markLoaded()
      if (!mustReadAgain) return
      mustReadAgain = false
      await load()
    } catch (cause) {
      early = undefined
      failed(cause)
      tryAgain(load)
    }
  }

  /** Finds out what is different, so that nobody has to be told of the rest. */
  function take(snapshot: Snapshot): void {
    const receivedAt = performance.now()
    const hasRestarted = known !== 'nothing' && known.epoch !== snapshot.epoch
    known = countOf(snapshot)
    clockOffset = snapshot.now - receivedAt
    ageOffset = snapshot.age - receivedAt
    const missing = new Set(members.keys())
    for (const member of snapshot.members) {
      missing.delete(member.id)
      const before = members.get(member.id)
      if (!before || !isSameMember(before, member)) changed({ set: member })
    }
    const left = [...missing].map((id) => [id, members.get(id)?.version ?? 0] as const)
    if (hasRestarted) graceEndsAt = receivedAt + grace - snapshot.age
    if (left.length > 0) end(left)
    if (hasRestarted) restarted()
    for (const { key, agoMs } of snapshot.evicted) evicted(key, receivedAt - agoMs)
  }

  /** These are gone, or may be on the way back where the store has restarted. */
  function end(marks: readonly Mark[]): void {
    const graceLeft = graceEndsAt - performance.now()
    if (graceLeft <= 0) return changed({ left: marks })
    changed({ dropped: marks })
    clearTimeout(graceTimer)
    graceTimer = setTimeout(() => void load(), graceLeft)
  }

  async function start(): Promise<void> {
    try {
      // It listens before it reads, so that no change falls between the two.
      const stop = await store.watch(channel, { changed: hear, missed: () => void load() })
      if (isStopped) return stop()
      unwatch = stop
      await load()
    } catch (cause) {
      failed(cause)
      tryAgain(start)
    }
  }

  function tryAgain(run: () => Promise<void>): void {
    clearTimeout(retry)
    if (!isStopped) retry = setTimeout(() => void run(), retryDelayMs)
  }

  /** Reads everything if the changes up to a count have not come soon. A count that is newer does not make that later. */
  function expectChanges(count: Count): void {
    recheck ??= setTimeout(() => {
      recheck = undefined
      if (isBehind(count)) void load()
    }, arrivalMs)
  }

  function isBehind({ epoch, revision }: Count): boolean {
    return known !== 'nothing' && (epoch !== known.epoch || revision > known.revision)
  }

  void start()
  return {
    loaded,
    now: () => performance.now() + clockOffset,
    age: () => performance.now() + ageOffset,
    async check() {
      const before = known
      const count = await store.sweep(channel)
      if (isStopped || before === 'nothing') return
      // The store counts from an older state than this process knows: a copy of Redis has taken its place.
      if (count.epoch === before.epoch && count.revision < before.revision) await load()
      else if (isBehind(count)) expectChanges(count)
    },
    stop() {
      isStopped = true
      clearTimeout(retry)
      clearTimeout(recheck)
      clearTimeout(graceTimer)
      unwatch()
    },
  }
}

const countOf = ({ epoch, revision }: Count): Count => ({ epoch, revision })

/** What is known of a version never changes, except that its link broke. */
function isSameMember(before: KnownMember, member: KnownMember): boolean {
  return before.version === member.version && before.since === member.since && before.dropped === member.dropped
}
