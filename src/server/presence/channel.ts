import type { ServerFrame } from '../../protocol/presence'
import { createAudience, type PresenceLink } from './audience'
import { createChangeLog } from './changeLog'
import { createMembership, type Membership } from './membership'
import { createReplica } from './replica'
import { createSample } from './sample'
import type { Alive, PresenceStore } from './store'

/** A channel in which a link of this process has a session, or that it watches. */
export interface Channel {
  /** Resolves when it is known who is there. */
  readonly loaded: Promise<void>
  /** A session begins. */
  join(session: Session): Membership
  /** A session is over. Where its link broke, the channel is swept when its grace is over. */
  part(membership: Membership, how: 'left' | 'dropped'): void
  /** The link is told who is there, and from then on what changes. */
  listen(link: PresenceLink): void
  unlisten(link: PresenceLink): void
  /**
   * Calls `listener` with the key of everybody who is put out, and when that was, perhaps more than once: only sessions that
   * asked to be let in before that are meant. Returns what stops that.
   */
  onEvicted(listener: EvictionListener): () => void
  /** Whether somebody was put out after a time of `performance.now()`. */
  wasEvicted(key: string, since: number): boolean
  stop(): void
}

export type EvictionListener = (key: string, at: number) => void

interface Session {
  readonly id: string
  /** When something came over its link last, as `performance.now()` has it. */
  heardAt(): number
  /** Called when the store does not have the session any more. */
  expired(): void
}

export interface ChannelParts {
  channel: string
  store: PresenceStore
  grace: number
  ttl: number
  batch: number
  /** The most members that are shown. */
  sampleSize: number
  sendAll(links: readonly PresenceLink[], frame: ServerFrame): void
  failed(cause: unknown): void
}

/** The time between two sweeps of a channel, in milliseconds. */
const longestSweepIntervalMs = 5000
const leastSweepIntervalMs = 250
/** For the way to the store, in milliseconds. */
const storeDelayMs = 20

export function createChannel(parts: ChannelParts): Channel {
  const { channel, store, grace, ttl, batch, sendAll } = parts
  const sweepIntervalMs = Math.max(leastSweepIntervalMs, Math.min(longestSweepIntervalMs, grace, ttl / 12))
  // The store's time for a member is up early enough for a sweep to remove it, and to tell so, before its TTL is over. A TTL
  // that is not much longer than the time between two sweeps cannot be kept so exactly.
  const storeTtl = Math.max(ttl - 2 * sweepIntervalMs, ttl / 2)
  const sessions = new Map<Membership, Session>()
  const evictionListeners = new Set<EvictionListener>()
  /** When each person was put out last, as `performance.now()` has it; forgotten after the TTL. */
  const evictions = new Map<string, number>()
  const graceTimers = new Set<ReturnType<typeof setTimeout>>()
  let isStopped = false

  /** What was still under way when the channel was closed concerns nobody. */
  function failed(cause: unknown): void {
    if (!isStopped) parts.failed(cause)
  }

  const log = createChangeLog({
    channel,
    now: () => replica.now(),
    // Members from before the store began, or was emptied, may be on their way back.
    grace: () => (replica.age() < grace ? grace : 0),
  })
  const everybody = parts.sampleSize === Infinity ? log : createSample(log, parts.sampleSize)
  const audience = createAudience({ log, batch, slowAfterMs: (ttl * 2) / 3, sendAll, failed })
  const replica = createReplica({
    channel,
    store,
    members: everybody.members,
    grace,
    failed,
    restarted: () => void touch().catch(failed),
    changed(change) {
      everybody.apply(change)
      audience.tellSoon()
    },
    evicted(key, at) {
      evictions.set(key, Math.max(at, evictions.get(key) ?? at))
      for (const listener of [...evictionListeners]) listener(key, at)
    },
  })

  // This sweeps for members of all processes: one that died cannot.
  const sweeping = setInterval(check, sweepIntervalMs)
  const touching = setInterval(() => {
    forgetOldEvictions()
    touch().catch(failed)
  }, ttl / 3)

  function check(): void {
    replica.check().catch(failed)
  }

  function forgetOldEvictions(): void {
    const oldest = performance.now() - ttl
    for (const [key, at] of evictions) if (at < oldest) evictions.delete(key)
  }

  async function touch(): Promise<void> {
    const alive: Alive[] = []
    for (const membership of sessions.keys()) {
      const sign = membership.alive()
      if (sign) alive.push(sign)
    }
    if (alive.length === 0) return
    const forgotten = new Map(await store.touch(channel, alive))
    for (const [membership, { expired }] of sessions) {
      const { id, said } = membership
      // A session that has said something new meanwhile is known again.
      if (said && forgotten.get(id) === said.version) expired()
    }
  }

  return {
    loaded: replica.loaded,
    join(session) {
      const { id, heardAt } = session
      const membership = createMembership({ channel, id, store, grace, ttl: storeTtl, heardAt })
      sessions.set(membership, session)
      return membership
    },
    part(membership, how) {
      sessions.delete(membership)
      if (how === 'left' || isStopped) return
      const timer = setTimeout(() => {
        graceTimers.delete(timer)
        check()
      }, grace + storeDelayMs)
      graceTimers.add(timer)
    },
    listen: audience.add,
    unlisten: audience.remove,
    onEvicted(listener) {
      evictionListeners.add(listener)
      return () => evictionListeners.delete(listener)
    },
    wasEvicted(key, since) {
      const at = evictions.get(key)
      return at !== undefined && at >= since
    },
    stop() {
      isStopped = true
      for (const timer of graceTimers) clearTimeout(timer)
      clearInterval(sweeping)
      clearInterval(touching)
      replica.stop()
      audience.stop()
    },
  }
}
