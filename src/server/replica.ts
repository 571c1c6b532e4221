import type { DiffFrame, Mark, Member, ServerFrame, StateFrame } from '../protocol/presence'
import type { Change, PresenceStore, Snapshot } from './store'

/** A channel in this process: what the store knows of it, and who here wants to hear of it. */
export interface Replica {
  /** What the store has, or had a moment ago. */
  readonly members: ReadonlyMap<string, Member>
  /** Resolves when it knows who is there. */
  readonly loaded: Promise<void>
  /** Sends everybody there is, and what changes from then on. To be called again for everybody there is. */
  subscribe(send: Send, self?: StateFrame['self']): void
  unsubscribe(send: Send): void
  /** Looks whether it is up to date. */
  check(): Promise<void>
  stop(): void
}

export type Send = (frame: ServerFrame) => void

interface ReplicaParts {
  channel: string
  store: PresenceStore
  grace: number
  /** Milliseconds that changes are collected for. */
  batch: number
  failed(cause: unknown): void
}

/** When the store cannot be reached, in milliseconds. */
const retryDelay = 1000

export function createReplica({ channel, store, grace, batch, failed }: ReplicaParts): Replica {
  const members = new Map<string, Member>()
  const audience = new Set<Send>()
  let epoch = ''
  let revision = -1
  /** From the wall clock of this process to the one of the store. */
  let offset = 0
  /** Changes that come while everything is read; `undefined` when nothing is. */
  let early: Change[] | undefined
  let isStopped = false
  let unwatch = (): void => {}
  let retry: ReturnType<typeof setTimeout> | undefined
  /** What the audience has not been told. */
  let news: { from: number; changed: Set<string>; left: Map<string, number> } | undefined
  let flushing: ReturnType<typeof setTimeout> | undefined
  let ready = (): void => {}
  const loaded = new Promise<void>((resolve) => {
    ready = resolve
  })

  function hear(change: Change): void {
    if (early) early.push(change)
    else if (change.epoch !== epoch || change.revision > revision + 1) void load()
    else if (change.revision === revision + 1) apply(change)
  }

  function apply({ revision: next, set, left = [] }: Change): void {
    news ??= { from: revision, changed: new Set(), left: new Map() }
    revision = next
    if (set) {
      members.set(set.id, set)
      news.changed.add(set.id)
      news.left.delete(set.id)
    }
    for (const [id, version] of left) {
      members.delete(id)
      news.changed.delete(id)
      news.left.set(id, version)
    }
    flushing ??= setTimeout(flush, batch)
  }

  function flush(): void {
    clearTimeout(flushing)
    flushing = undefined
    if (!news) return
    const { from, changed, left } = news
    news = undefined
    const set = Array.from(changed, (id) => members.get(id) as Member)
    const frame: DiffFrame = { kind: 'diff', channel, epoch, from, revision, set, left: [...left] as Mark[] }
    for (const send of audience) send(frame)
  }

  /** Everything anew: at first, and after something was missed. */
  async function load(): Promise<void> {
    if (early || isStopped) return
    early = []
    try {
      take(await store.read(channel))
      const missed = early
      early = undefined
      missed.forEach(hear)
      ready()
    } catch (cause) {
      early = undefined
      failed(cause)
      if (!isStopped) retry = setTimeout(() => void load(), retryDelay)
    }
  }

  function take(snapshot: Snapshot): void {
    const isFirst = revision < 0
    ;({ epoch, revision } = snapshot)
    offset = snapshot.now - Date.now()
    news = undefined
    members.clear()
    for (const member of snapshot.members) members.set(member.id, member)
    if (!isFirst) for (const send of audience) send(everybody())
  }

  function everybody(self?: StateFrame['self']): StateFrame {
    const now = Date.now() + offset
    return { kind: 'state', channel, self, now, grace, epoch, revision, members: [...members.values()] }
  }

  async function start(): Promise<void> {
    try {
      // First listens, then reads: nothing falls between.
      const stop = await store.watch(channel, hear)
      if (isStopped) return stop()
      unwatch = stop
      await load()
    } catch (cause) {
      failed(cause)
      if (!isStopped) retry = setTimeout(() => void start(), retryDelay)
    }
  }

  void start()
  return {
    members,
    loaded,
    subscribe(send, self) {
      // Nobody hears of a change before they know what it changes.
      flush()
      audience.add(send)
      send(everybody(self))
    },
    unsubscribe: (send) => void audience.delete(send),
    async check() {
      const before = revision
      const count = await store.sweep(channel)
      const isBehind = (): boolean => count.epoch !== epoch || count.revision > revision
      // It counts as it did before: a copy of it has taken its place.
      if (count.epoch === epoch && count.revision < before) return load()
      // What was just swept is on its way.
      if (isBehind()) retry = setTimeout(() => isBehind() && void load(), retryDelay)
    },
    stop() {
      isStopped = true
      clearTimeout(retry)
      clearTimeout(flushing)
      unwatch()
    },
  }
}
