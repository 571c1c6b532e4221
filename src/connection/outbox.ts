import { toWireError, type WireError } from '../transport/error'
import type { OutgoingMessage } from '../transport/message'
import type { Transport } from '../transport/transport'
import type { Attempt } from './attempt'
import type { Clock } from '../transport/clock'
import type { Delivery, Outcome } from '../transport/delivery'
import type { State } from './state'

/** Bounds of what may wait, and where it is kept. */
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

/** How messages go out. */
export interface SendingOptions {
  /** Bounds of what may wait while the connection is not open. */
  outbox?: OutboxOptions
  /**
   * Above this many bytes on their way out, messages wait in the outbox until it falls. Read once.
   * @default 1 MiB
   */
  highWaterMark?: number
}

/** How one message goes out. */
export interface SendOptions {
  /**
   * How long it may wait, in milliseconds; `0` sends now or never.
   * @default the outbox's `ttl`
   */
  ttl?: number | undefined
}

/** A message that waits. */
export interface Entry {
  /** As the codec wrote it. */
  readonly frame: unknown
  /** Its size, as the bounds of the outbox count it. */
  readonly bytes: number
  /** Wall time it was sent at. */
  readonly sentAt: number
  /** Monotonic time after which it is of no use. */
  readonly expiresAt: number
  /** Of a request. */
  readonly id?: string | undefined
  /** Says what became of it. */
  settle(delivery: Delivery | Promise<Delivery>): void
}

/**
 * From a message to a link. What cannot leave at once waits here, within bounds; everything settles.
 */
export interface Outbox {
  /** What waits, oldest first. */
  readonly entries: ReadonlySet<Entry>
  /** Sends a message, or has it wait. Never rejects: resolves to what became of it. */
  send(message: OutgoingMessage, options?: SendOptions): Promise<Delivery>
  /** Sends what waits, as far as the link takes it, and goes on until nothing waits. */
  pump(): void
  /** Stops looking whether the link takes more; what waits goes on waiting. */
  pause(): void
  /** Puts what an earlier page left behind in front, within the bounds. */
  restore(older: readonly Entry[]): void
  /** Takes out what `isGone`, or everything, and settles it. */
  clear(outcome: Outcome, isGone?: (entry: Entry) => boolean): void
}

/** Keeps an outbox over a reload. */
export type OutboxStorage = (parts: StorageParts) => OutboxKeeper

/** What keeps one outbox over a reload. */
export interface OutboxKeeper {
  /** What an earlier page left behind is still being read: sending now would overtake it. */
  readonly isLoading: boolean
  /** Lets another tab own the stored outbox. */
  stop(): void
}

/** What a storage gets to work with. */
export interface StorageParts {
  /** Of the connection: what is stored is stored under it. */
  name: string
  /** What is to be kept. */
  outbox: Outbox
  /** The time, as the connection has it. */
  clock: Clock
  /** Tells when the connection changes, and with it what waits. */
  state: Pick<State, 'subscribe'>
  /** Tells `onError` that the storage failed. */
  report(error: WireError): void
}

type OutboxLink = Pick<Attempt, 'send' | 'bufferedAmount'>

interface OutboxParts {
  clock: Clock
  state: State
  transport(): Transport
  options(): SendingOptions
  /** The link to send on, if there is one to use. */
  link(): OutboxLink | undefined
  report(error: WireError): void
}

/** How often to look whether a full link has drained, in milliseconds: browsers do not tell. */
const drainPoll = 25

export function createOutbox({ clock, state, transport, options, link, report }: OutboxParts): Outbox {
  const { highWaterMark = 2 ** 20 } = options()
  /** One for all: the way out of an open link allocates nothing. */
  const sent = settled('sent')
  const entries = new Set<Entry>()
  let bytes = 0
  let dropped = 0
  let cancelPump: (() => void) | undefined
  /** What is sent now does not wait behind what waits: the link has just opened, and whoever heard of it speaks first. */
  let isPaused = true
  let expiresAt = Infinity
  let cancelExpiry = (): void => {}

  /** The link, if it takes one more message now. */
  function ready(): OutboxLink | undefined {
    const open = link()
    const bufferedAmount = open?.bufferedAmount ?? Infinity
    if (bufferedAmount < Number.MAX_VALUE && bufferedAmount <= highWaterMark) return open
  }

  function put(entry: Entry): void {
    const { capacity = 256, maxBytes = 2 ** 18, overflow } = options().outbox ?? {}
    const isFull = (): boolean => entries.size >= capacity || bytes + entry.bytes > maxBytes
    if (entry.bytes > maxBytes) return lose(entry, 'too-large')
    if (overflow === 'drop-oldest') for (const oldest of entries) if (isFull()) lose(oldest, 'dropped')
    if (isFull()) return lose(entry, 'dropped')
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
    if (entries.size < before) show()
  }

  function expireAt(time: number): void {
    cancelExpiry()
    expiresAt = time
    cancelExpiry = clock.after(time - clock.now(), () => {
      clear('expired', (entry) => entry.expiresAt <= clock.now())
      let next = Infinity
      for (const entry of entries) next = Math.min(next, entry.expiresAt)
      expireAt(next)
    })
  }

  function show(): void {
    const [oldest] = entries
    if (!oldest) expireAt(Infinity)
    state.set({ queue: { count: entries.size, bytes, oldestAt: oldest?.sentAt ?? null, dropped } })
  }

  function pause(): void {
    cancelPump?.()
    cancelPump = undefined
    isPaused = true
  }

  function pump(): void {
    cancelPump?.()
    cancelPump = undefined
    isPaused = !link()
    const before = entries.size
    for (const entry of entries) {
      const open = ready()
      if (!open) break
      remove(entry)
      entry.settle(open.send(entry.frame) ?? sent)
    }
    if (entries.size < before) show()
    if (entries.size > 0 && link()) cancelPump = clock.after(drainPoll, pump)
  }

  return {
    entries,
    send(message, how) {
      const { encode, sizeOf } = transport()
      let frame: unknown
      let size = 0
      let open: OutboxLink | undefined
      try {
        frame = encode(message)
        if (entries.size === 0 || isPaused) open = ready()
        if (!open) size = sizeOf(frame)
      } catch (cause) {
        const error = toWireError(cause, 'cannot-encode')
        report(error)
        return Promise.resolve({ outcome: 'dropped', error })
      }
      if (open) {
        return open.send(frame) ?? sent
      }
      const ttl = how?.ttl ?? options().outbox?.ttl ?? 120_000
      const { status } = state.getState()
      if (status === 'closed' || status === 'failed') return settled('closed')
      if (ttl <= 0) return settled('expired')
      return new Promise((settle) => {
        const { id } = message
        put({ frame, id, bytes: size, sentAt: clock.date(), expiresAt: clock.now() + ttl, settle })
        show()
        if (!cancelPump) pump()
      })
    },
    pump,
    pause,
    restore(older) {
      const newer = [...entries]
      newer.forEach(remove)
      for (const entry of [...older, ...newer]) put(entry)
      show()
    },
    clear,
  }
}

const settled = (outcome: Outcome): Promise<Delivery> => Promise.resolve({ outcome })
