import type { Mark } from '../../protocol/presence'
import { uniqueId } from '../../transport/uniqueId'
import {
  type Change,
  type Count,
  droppedIn,
  type KnownMember,
  type PresenceStore,
  type StoredMember,
  type StoreListener,
} from './store'

/** When the time of a member is up, and how long its version is remembered after that. */
interface Expiry {
  /** As `performance.now()` has it. */
  readonly at: number
  readonly memoryMs: number
}

interface StoredChannel {
  readonly members: Map<string, KnownMember>
  /** Of every member: when its time is up. */
  readonly expiries: Map<string, Expiry>
  /** The versions of members who are gone, and until when they are remembered. */
  readonly gone: Map<string, { readonly version: number; readonly until: number }>
  /** Of each person who was put out: when, and until when that is remembered. */
  readonly evictions: Map<string, { readonly at: number; readonly until: number }>
  readonly listeners: Set<StoreListener>
  revision: number
}

/** A store whose contents can be looked at and completed, for one that is made of it. */
export interface Memory extends PresenceStore {
  /** Everybody in a channel, and for how long. */
  list(channel: string): readonly ExpiringMember[]
  /**
   * Takes over what another store knows. Of two versions the newer one stays, and of two times at which a member came the
   * first. Returns the ids of members of which the other store had a newer version.
   */
  restore(channel: string, known: readonly ExpiringMember[]): readonly string[]
  /** Forgets members of whom nothing more will be heard. Nobody is told. */
  forget(channel: string, ids: Iterable<string>): void
}

/** A member, for how many milliseconds it is there, and for how many its version is remembered after that. */
export interface ExpiringMember {
  readonly member: KnownMember
  readonly ttl: number
  readonly memoryMs: number
}

/** How often members, versions and channels that can be forgotten are looked for, in milliseconds. */
const cleaningIntervalMs = 5000

/**
 * Who is there, in this process alone. It forgets a channel that everybody has left, and needs nobody who sweeps for that.
 *
 * @example
 * const presence = createPresence({ store: memoryStore() })
 */
export function memoryStore(): PresenceStore {
  return createMemory()
}

export function createMemory(): Memory {
  const epoch = uniqueId()
  const startedAt = performance.now()
  const channels = new Map<string, StoredChannel>()
  let cleaning: ReturnType<typeof setInterval> | undefined

  function open(name: string): StoredChannel {
    const channel = channels.get(name) ?? {
      members: new Map(),
      expiries: new Map(),
      gone: new Map(),
      evictions: new Map(),
      listeners: new Set(),
      revision: 0,
    }
    channels.set(name, channel)
    cleaning ??= startCleaning()
    return channel
  }

  function startCleaning(): ReturnType<typeof setInterval> {
    const interval = setInterval(clean, cleaningIntervalMs)
    // A process that has nothing else to do may end.
    interval.unref?.()
    return interval
  }

  function clean(): void {
    for (const [name, channel] of channels) {
      sweep(channel)
      forgetIfEmpty(name, channel)
    }
    if (channels.size > 0) return
    clearInterval(cleaning)
    cleaning = undefined
  }

  function forgetIfEmpty(name: string, { members, gone, evictions, listeners }: StoredChannel): void {
    if (members.size + gone.size + evictions.size + listeners.size === 0) channels.delete(name)
  }

  function tell(channel: StoredChannel, what: Omit<Change, keyof Count>): void {
    channel.revision += 1
    const change = { epoch, revision: channel.revision, ...what }
    for (const listener of [...channel.listeners]) listener.changed(change)
  }

  /** The newest version of a member that is there, or of one that is gone; `undefined` for an unknown member. */
  function newestVersion({ members, gone }: StoredChannel, id: string): number | undefined {
    return members.get(id)?.version ?? gone.get(id)?.version
  }

  function isNews(channel: StoredChannel, [id, version]: Mark): boolean {
    const newest = newestVersion(channel, id)
    return newest === undefined || newest < version
  }

  function isOutdated(channel: StoredChannel, [id, version]: Mark): boolean {
    const newest = newestVersion(channel, id)
    return newest !== undefined && newest > version
  }

  /** Returns whether the member was there. */
  function bury(channel: StoredChannel, [id, version]: Mark, memoryMs: number): boolean {
    channel.gone.set(id, { version, until: performance.now() + memoryMs })
    channel.expiries.delete(id)
    return channel.members.delete(id)
  }

  function sweep(channel: StoredChannel): void {
    removeExpired(channel)
    forgetGone(channel)
  }

  /** Removes those of these members whose time is up. */
  function removeExpired(channel: StoredChannel, ids: Iterable<string> = channel.expiries.keys()): void {
    const now = performance.now()
    const left: Mark[] = []
    for (const id of ids) {
      const expiry = channel.expiries.get(id)
      const member = channel.members.get(id)
      if (!expiry || !member || expiry.at > now) continue
      const mark: Mark = [id, member.version]
      bury(channel, mark, expiry.memoryMs)
      left.push(mark)
    }
    if (left.length > 0) tell(channel, { left })
  }

  /** Forgets versions and evictions that were remembered for long enough. */
  function forgetGone({ gone, evictions }: StoredChannel): void {
    const now = performance.now()
    for (const [id, { until }] of gone) if (until <= now) gone.delete(id)
    for (const [key, { until }] of evictions) if (until <= now) evictions.delete(key)
  }

  /** Sets when the time of a member is up. Its version is remembered after that as the last `put` said. */
  function setTtl({ expiries }: StoredChannel, id: string, ttl: number): void {
    expiries.set(id, { at: performance.now() + ttl, memoryMs: expiries.get(id)?.memoryMs ?? ttl })
  }

  /** Returns whether this version was news. */
  function restore(channel: StoredChannel, { member, ttl, memoryMs }: ExpiringMember): boolean {
    const { id, version, since } = member
    const before = channel.members.get(id)
    const isNewer = isNews(channel, [id, version])
    const newest = isNewer ? member : before
    // It is gone in this version, or nothing about it is different.
    if (!newest || (!isNewer && newest.since <= since)) return false
    const next = { ...newest, since: Math.min(since, before?.since ?? since) }
    if (isNewer) channel.expiries.set(id, { at: performance.now() + ttl, memoryMs })
    channel.gone.delete(id)
    channel.members.set(id, next)
    tell(channel, { set: next })
    return isNewer
  }

  return {
    async put(name, member, ttl) {
      const channel = open(name)
      const { id, version } = member
      // A member whose time was up before anybody swept has left, and comes anew.
      removeExpired(channel, [id])
      if (!isNews(channel, [id, version])) return false
      const before = channel.members.get(id)
      const now = Date.now()
      const isSame = before && textOf(before) === textOf(member)
      const next: KnownMember = { ...member, since: before?.since ?? now, at: isSame ? before.at : now }
      channel.gone.delete(id)
      channel.expiries.set(id, { at: performance.now() + ttl, memoryMs: ttl })
      channel.members.set(id, next)
      tell(channel, { set: next })
      return true
    },
    async touch(name, alive) {
      const channel = channels.get(name)
      const unknown: Mark[] = []
      for (const [id, version, ttl] of alive) {
        if (channel && isOutdated(channel, [id, version])) continue
        if (channel?.members.get(id)?.version === version) setTtl(channel, id, ttl)
        else unknown.push([id, version])
      }
      return unknown
    },
    async drop(name, mark, ttl) {
      const channel = channels.get(name)
      const member = channel && droppedIn(channel.members, mark)
      if (!member) return
      const { id, version } = member
      setTtl(channel, id, ttl)
      channel.members.set(id, member)
      tell(channel, { dropped: [[id, version]] })
    },
    async remove(name, mark, memoryMs) {
      const channel = open(name)
      if (isOutdated(channel, mark)) return
      if (bury(channel, mark, memoryMs)) tell(channel, { left: [mark] })
    },
    async evict(name, key, memoryMs) {
      // Also where nobody is: a session may be on its way that was let in before.
      const channel = open(name)
      const at = performance.now()
      channel.evictions.set(key, { at, until: at + memoryMs })
      tell(channel, { evicted: key })
    },
    async sweep(name) {
      const channel = channels.get(name)
      if (channel) sweep(channel)
      return { epoch, revision: channel?.revision ?? 0 }
    },
    async read(name) {
      const channel = channels.get(name)
      if (channel) sweep(channel)
      const now = performance.now()
      return {
        epoch,
        revision: channel?.revision ?? 0,
        now: Date.now(),
        age: now - startedAt,
        members: [...(channel?.members.values() ?? [])],
        evicted: Array.from(channel?.evictions ?? [], ([key, { at }]) => ({ key, agoMs: now - at })),
      }
    },
    async watch(name, listener) {
      const channel = open(name)
      channel.listeners.add(listener)
      return () => {
        channel.listeners.delete(listener)
        forgetIfEmpty(name, channel)
      }
    },
    list(name) {
      const channel = channels.get(name)
      const now = performance.now()
      const known: ExpiringMember[] = []
      for (const [id, { at, memoryMs }] of channel?.expiries ?? []) {
        const member = channel?.members.get(id)
        if (member && at > now) known.push({ member, ttl: at - now, memoryMs })
      }
      return known
    },
    restore(name, known) {
      const channel = open(name)
      return known.filter((each) => restore(channel, each)).map(({ member }) => member.id)
    },
    forget(name, ids) {
      const channel = channels.get(name)
      for (const id of ids) {
        channel?.members.delete(id)
        channel?.expiries.delete(id)
      }
      if (channel) forgetIfEmpty(name, channel)
    },
  }
}

function textOf({ key, state, away }: Pick<StoredMember, 'key' | 'state' | 'away'>): string {
  return JSON.stringify([key, state, away ?? false])
}
