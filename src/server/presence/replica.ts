import type { Change, Count, KnownMember, PresenceStore, Snapshot } from './store'

/** Follows what a store knows of a channel. */
export interface Replica {
  /** Resolves when it knows who is there. */
  readonly loaded: Promise<void>
  /** Wall time of the store, in milliseconds. */
  now(): number
  /** For how long the store has known everybody who comes and goes, in milliseconds. */
  age(): number
  /** Removes those whose time is up, and looks whether a change was missed. */
  check(): Promise<void>
  stop(): void
}

interface ReplicaParts {
  channel: string
  store: PresenceStore
  /** What is known; `changed` makes it different. */
  members: ReadonlyMap<string, KnownMember>
  /** Told of what is different, in order. */
  changed(change: Omit<Change, keyof Count>): void
  failed(cause: unknown): void
}

/** Until it is tried again to reach the store, and until a change that was counted must have arrived; in milliseconds. */
const retryDelayMs = 1000

export function createReplica({ channel, store, members, changed, failed }: ReplicaParts): Replica {
  let epoch = ''
  let revision = -1
  /** From `performance.now()` to the wall clock of the store. */
  let clockOffset = Date.now() - performance.now()
  /** From `performance.now()` to the age of the store. */
  let ageOffset = -performance.now()
  /** Changes that come while everything is read; `undefined` when nothing is. */
  let early: Change[] | undefined
  let isStopped = false
  let unwatch = (): void => {}
  let retry: ReturnType<typeof setTimeout> | undefined
  let markLoaded = (): void => {}
  const loaded = new Promise<void>((resolve) => {
    markLoaded = resolve
  })

  function hear(change: Change): void {
    if (isStopped) return
    if (early) early.push(change)
    else if (change.epoch !== epoch || change.revision > revision + 1) void load()
    else if (change.revision === revision + 1) {
      revision = change.revision
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
      missed.forEach(hear)
      markLoaded()
    } catch (cause) {
      early = undefined
      failed(cause)
      tryAgain(load)
    }
  }

  /** Finds out what is different, so that nobody has to be told of the rest. */
  function take(snapshot: Snapshot): void {
    ;({ epoch, revision } = snapshot)
    clockOffset = snapshot.now - performance.now()
    ageOffset = snapshot.age - performance.now()
    const missing = new Set(members.keys())
    for (const member of snapshot.members) {
      missing.delete(member.id)
      const before = members.get(member.id)
      if (!before || !isSameMember(before, member)) changed({ set: member })
    }
    const left = [...missing].map((id) => [id, members.get(id)?.version ?? 0] as const)
    if (left.length > 0) changed({ left })
  }

  async function start(): Promise<void> {
    try {
      // It listens before it reads, so that no change falls between the two.
      const stop = await store.watch(channel, hear)
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

  void start()
  return {
    loaded,
    now: () => performance.now() + clockOffset,
    age: () => performance.now() + ageOffset,
    async check() {
      const before = revision
      const count = await store.sweep(channel)
      if (isStopped || revision < 0) return
      const isBehind = (): boolean => count.epoch !== epoch || count.revision > revision
      // The store counts from an older state than this process knows: a copy of Redis has taken its place.
      if (count.epoch === epoch && count.revision < before) return load()
      // What was just swept is on its way.
      if (isBehind()) tryAgain(async () => (isBehind() ? load() : undefined))
    },
    stop() {
      isStopped = true
      clearTimeout(retry)
      unwatch()
    },
  }
}

/** What is known of a version never changes, except that its link broke. */
function isSameMember(before: KnownMember, member: KnownMember): boolean {
  return before.version === member.version && before.since === member.since && before.dropped === member.dropped
}
