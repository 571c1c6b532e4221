import type { Clock } from './clock'
import type { Delivery, Outcome } from './delivery'
import type { QueueState } from './state'
import type { OutboxStorage } from './storage'

export interface OutboxOptions {
  /**
   * How many messages may wait.
   * @default 256
   */
  capacity?: number
  /**
   * How many bytes may wait.
   * @default 262144
   */
  maxBytes?: number
  /**
   * How long a message may wait, in milliseconds.
   * @default 120000
   */
  ttl?: number
  /**
   * Who goes when it is full: the message that comes last, or the ones that wait longest.
   * @default 'drop-newest'
   */
  overflow?: 'drop-newest' | 'drop-oldest'
  /**
   * Keeps what waits over a reload: `stored(webStorage())`, or `stored(…)` of any async key-value store.
   * @default memory only
   */
  storage?: OutboxStorage
}

export const outboxDefaults: Required<Omit<OutboxOptions, 'storage'>> = {
  capacity: 256,
  maxBytes: 256 * 1024,
  ttl: 120_000,
  overflow: 'drop-newest',
}

/** A message that waits. */
export interface Entry {
  readonly frame: unknown
  readonly bytes: number
  /** Wall time it was sent at. */
  readonly sentAt: number
  /** Monotonic time after which it is of no use. */
  readonly expiresAt: number
  /** Nobody waits for an answer, so it may outlive the page. */
  readonly durable: boolean
  settle(delivery: Delivery): void
}

/** Bounded queue of what was sent while the connection could not take it. Everything in it settles. */
export interface Outbox {
  /** What waits, oldest first. */
  readonly entries: ReadonlySet<Entry>
  /** Takes it in, or settles it at once. */
  add(entry: Entry): void
  /** Puts what an earlier page left behind in front, within the bounds. */
  restore(older: readonly Entry[]): void
  /** Hands over in order, as long as `isReady`. */
  drain(isReady: () => boolean, send: (frame: unknown) => void): void
  /** Takes out what `isGone`, or everything, and settles it. */
  clear(outcome: Outcome, isGone?: (entry: Entry) => boolean): void
}

interface OutboxParts {
  clock: Clock
  options(): OutboxOptions
  changed(queue: QueueState): void
}

export function createOutbox({ clock, options, changed }: OutboxParts): Outbox {
  const entries = new Set<Entry>()
  let bytes = 0
  let dropped = 0
  let expiresAt = Infinity
  let cancelExpiry: (() => void) | undefined

  function put(entry: Entry): void {
    const { capacity, maxBytes, overflow } = { ...outboxDefaults, ...options() }
    const isFull = (): boolean => entries.size >= capacity || bytes + entry.bytes > maxBytes
    const isTooLarge = entry.bytes > maxBytes
    if (overflow === 'drop-oldest' && !isTooLarge) {
      for (const oldest of entries) if (isFull()) lose(oldest, 'dropped')
    }
    if (isTooLarge || isFull()) return lose(entry, isTooLarge ? 'too-large' : 'dropped')
    entries.add(entry)
    bytes += entry.bytes
    if (entry.expiresAt < expiresAt) expireAt(entry.expiresAt)
  }

  function remove(entry: Entry): void {
    if (entries.delete(entry)) bytes -= entry.bytes
  }

  function lose(entry: Entry, outcome: Outcome): void {
    remove(entry)
    if (outcome !== 'closed') dropped += 1
    entry.settle({ outcome })
  }

  function clear(outcome: Outcome, isGone: (entry: Entry) => boolean = () => true): void {
    const before = entries.size
    for (const entry of entries) if (isGone(entry)) lose(entry, outcome)
    if (entries.size < before) report()
  }

  function expireAt(time: number): void {
    cancelExpiry?.()
    expiresAt = time
    cancelExpiry = clock.after(time - clock.now(), () => {
      clear('expired', (entry) => entry.expiresAt <= clock.now())
      let next = Infinity
      for (const entry of entries) next = Math.min(next, entry.expiresAt)
      expireAt(next)
    })
  }

  function report(): void {
    if (entries.size === 0) expireAt(Infinity)
    const [oldest] = entries
    changed({ count: entries.size, bytes, oldestAt: oldest?.sentAt ?? null, dropped })
  }

  return {
    entries,
    add(entry) {
      put(entry)
      report()
    },
    restore(older) {
      const newer = [...entries]
      newer.forEach(remove)
      for (const entry of [...older, ...newer]) put(entry)
      report()
    },
    drain(isReady, send) {
      const before = entries.size
      for (const entry of entries) {
        if (!isReady()) break
        remove(entry)
        send(entry.frame)
        entry.settle({ outcome: 'sent' })
      }
      if (entries.size < before) report()
    },
    clear,
  }
}
