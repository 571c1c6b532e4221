import type { Clock } from '../transport/clock'
import type { Outcome } from '../transport/delivery'
import { warn } from '../transport/development'
import type { State } from './connectionState'
import { discardText } from './discardText'
import { boundsOf, type SendingOptions } from './outboxOptions'
import type { Entry } from './outboxStorage'

declare const process: { env: { NODE_ENV?: string } }

/** The messages that wait, oldest first, within bounds of number, size and time. What does not fit settles. */
export interface Queue {
  readonly entries: ReadonlySet<Entry>
  /** Adds a message, if there is room for it or the oldest ones make room. Otherwise the message settles. */
  add(entry: Entry): void
  /** Takes a message out that leaves now. Call `publish` once all that can leave have left. */
  remove(entry: Entry): void
  /** Puts the messages of an earlier page before those that wait here. Call `publish` afterwards. */
  restore(older: readonly Entry[]): void
  /** Puts those of these messages that wait before all others, in this order. */
  putFirst(messages: readonly Entry[]): void
  /** Takes out what `isMeant`, or everything, and settles it. */
  clear(outcome: Outcome, isMeant?: (entry: Entry) => boolean): void
  /** Settles what has run out of time. A timer does that too, but a machine that slept runs its timers late. */
  expire(): void
  /** After every change: shows in the state what waits, has it stored, and resolves `drain()` when nothing waits. */
  publish(): void
  /** Resolves when nothing waits any more, whatever became of it. */
  drain(): Promise<void>
}

interface QueueParts {
  clock: Clock
  state: State
  options(): SendingOptions
  /** Whether there is an open link: then other bounds hold. */
  hasLink(): boolean
  /** What waits has changed. */
  changed(): void
}

/** Outcomes that count as dropped in the state; the others were somebody's wish, or are not known. */
const losses: readonly Outcome[] = ['dropped', 'too-large', 'expired']

export function createQueue({ clock, state, options, hasLink, changed }: QueueParts): Queue {
  const entries = new Set<Entry>()
  let bytes = 0
  let dropped = 0
  let hasWarned = false
  /** When the next message that waits runs out of time. `Infinity`, as with `ttl: Infinity`, is never. */
  let nextExpiry = Infinity
  let cancelExpiry = (): void => {}
  /** Resolve what `drain()` returned. */
  let drainers: (() => void)[] = []

  function add(entry: Entry): void {
    const { capacity, maxBytes } = boundsOf(options(), hasLink())
    if (entry.bytes > maxBytes) return discard(entry, 'too-large')
    const isFull = entries.size >= capacity || bytes + entry.bytes > maxBytes
    if (isFull && (options().outbox?.overflow !== 'drop-oldest' || capacity < 1)) return discard(entry, 'dropped')
    if (isFull) makeRoom(entry, capacity, maxBytes)
    insert(entry)
  }

  function insert(entry: Entry): void {
    entries.add(entry)
    bytes += entry.bytes
    if (entry.expiresAt < nextExpiry) expireAt(entry.expiresAt)
  }

  /**
   * Drops the oldest messages until one more fits. More may wait than the bounds allow, accepted while a link was open:
   * then the new one only takes the place of some of them.
   */
  function makeRoom(entry: Entry, capacity: number, maxBytes: number): void {
    const most = Math.max(capacity, entries.size)
    const mostBytes = Math.max(maxBytes, bytes)
    for (const oldest of entries) {
      if (entries.size < most && bytes + entry.bytes <= mostBytes) return
      discard(oldest, 'dropped')
    }
  }

  function remove(entry: Entry): void {
    if (entries.delete(entry)) bytes -= entry.bytes
  }

  function discard(entry: Entry, outcome: Outcome): void {
    if (outcome === 'dropped' || outcome === 'too-large') warnOnce(entry)
    remove(entry)
    if (losses.includes(outcome)) dropped += 1
    entry.settle({ outcome })
  }

  /** Most people ignore what `send` resolves to, so the first message that is lost is told in development. */
  function warnOnce(entry: Entry): void {
    if (hasWarned) return
    hasWarned = true
    const { status } = state.getState()
    const bounds = boundsOf(options(), hasLink())
    const queue = { count: entries.size, bytes }
    warn(
      () =>
        process.env.NODE_ENV !== 'production' &&
        discardText({ bytes: entry.bytes, status, hasLink: hasLink(), bounds, queue }),
    )
  }

  function clear(outcome: Outcome, isMeant: (entry: Entry) => boolean = () => true): void {
    const before = entries.size
    for (const entry of entries) if (isMeant(entry)) discard(entry, outcome)
    if (entries.size < before) publish()
  }

  function expire(): void {
    if (nextExpiry > clock.now()) return
    clear('expired', ({ expiresAt }) => expiresAt <= clock.now())
  }

  function expireAt(time: number): void {
    cancelExpiry()
    nextExpiry = time
    cancelExpiry = clock.after(time - clock.now(), () => {
      expire()
      let earliest = Infinity
      for (const { expiresAt } of entries) earliest = Math.min(earliest, expiresAt)
      expireAt(earliest)
    })
  }

  function publish(): void {
    const [oldest] = entries
    if (!oldest) {
      expireAt(Infinity)
      for (const resolve of drainers) resolve()
      drainers = []
    }
    changed()
    state.set({ queue: { count: entries.size, bytes, oldestAt: oldest?.sentAt ?? null, dropped } })
  }

  return {
    entries,
    add,
    remove,
    restore(older) {
      const { capacity, maxBytes } = boundsOf(options(), hasLink())
      // What was accepted over an open link may be more than the bounds allow without one: it stays.
      const isOverfull = entries.size > capacity || bytes > maxBytes
      const newer = [...entries]
      newer.forEach(remove)
      for (const entry of [...older, ...newer]) (isOverfull ? insert : add)(entry)
    },
    putFirst(messages) {
      const first = messages.filter((entry) => entries.has(entry))
      if (first.length === 0) return
      for (const entry of entries) if (!first.includes(entry)) first.push(entry)
      entries.clear()
      for (const entry of first) entries.add(entry)
    },
    clear,
    expire,
    publish,
    drain: () => (entries.size === 0 ? Promise.resolve() : new Promise((resolve) => drainers.push(resolve))),
  }
}
