import type { Clock } from '../transport/clock'
import type { Delivery, Outcome } from '../transport/delivery'
import { warn } from '../transport/development'
import { toWireError, WireError } from '../transport/error'
import type { OutgoingMessage } from '../transport/message'
import type { Link, Transport } from '../transport/transport'
import { uniqueId } from '../transport/uniqueId'
import type { State } from './connectionState'
import type { Status } from './status'
import { numberOption } from './numberOption'
import type { Entry, OutboxStorage } from './outboxStorage'

declare const process: { env: { NODE_ENV?: string } }

/** Bounds of what may wait, and where it is kept. */
export interface OutboxOptions {
  /**
   * How many messages may wait while there is no open link. More are not accepted; what was accepted before stays.
   * @default 256
   */
  capacity?: number | undefined
  /**
   * How many bytes may wait while there is no open link.
   * @default 262144
   */
  maxBytes?: number | undefined
  /**
   * How many bytes may wait for an open link that is full: above `highWaterMark`, or held back by a rate limit.
   * @default 64 MiB
   */
  maxBytesWhileOpen?: number | undefined
  /**
   * How long a message may wait, in milliseconds.
   * @default 120000
   */
  ttl?: number | undefined
  /**
   * Who goes when it is full: the message that comes last, or the ones that wait longest.
   * @default 'drop-newest'
   */
  overflow?: 'drop-newest' | 'drop-oldest' | undefined
  /**
   * Keeps what waits over a reload: `stored(webStorage())`, or `stored(…)` of any async key-value store. The transport
   * must say that its messages can be stored, and its identity must have a name to store them under: a plain address, or
   * a `key`.
   * @default memory only
   */
  storage?: OutboxStorage | undefined
}

/** How messages go out. */
export interface SendingOptions {
  /** Bounds of what may wait. */
  outbox?: OutboxOptions | undefined
  /**
   * Above this many bytes on their way out, messages wait in the outbox until it falls.
   * @default 1 MiB
   */
  highWaterMark?: number | undefined
}

/** How one message goes out. */
export interface SendOptions {
  /**
   * How long it may wait, in milliseconds; `0` sends now or never.
   * @default the outbox's `ttl`
   */
  ttl?: number | undefined
  /** Takes it back while it waits: it settles as `aborted`. What was sent stays sent. */
  signal?: AbortSignal | undefined
}

/** Options that only requests use. */
export interface EntryOptions extends SendOptions {
  /** Called in the moment in which it is handed to a link: from now on, the server may hear of it. */
  handedOver?: (() => void) | undefined
}

/**
 * From a message to a link. What cannot leave at once waits here, in order and within bounds; everything settles.
 */
export interface Outbox {
  /** What waits, oldest first. */
  readonly entries: ReadonlySet<Entry>
  /** Sends a message, or has it wait. Never rejects: resolves to what became of it. */
  send(message: OutgoingMessage, options?: EntryOptions): Promise<Delivery>
  /** Lets `onOpen` send first. Messages sent now leave at once; call the returned function to send what waits. */
  beginOpening(): () => void
  /** Sends what waits, as far as the link takes it, and goes on until nothing waits. */
  pump(): void
  /** There is no open link any more. */
  pause(): void
  /** While held back, what waits does not leave: older messages are still being read. */
  hold(isHeld: boolean): void
  /** Puts what an earlier page left behind in front. */
  restore(older: readonly Entry[]): void
  /** Takes out what `isMeant`, or everything, and settles it. */
  clear(outcome: Outcome, isMeant?: (entry: Entry) => boolean): void
  /** Resolves when nothing waits any more, whatever became of it. */
  drain(): Promise<void>
}

interface OutboxParts {
  clock: Clock
  state: State
  transport(): Transport
  options(): SendingOptions
  /** The open link, if there is one. */
  link(): Link | undefined
  report(error: WireError): void
  /** Called before waiting messages are sent. The storage may block the outbox now. */
  leaving(): void
  /** A message begins to wait. */
  added(entry: Entry): void
  /** What waits has changed. */
  changed(): void
}

const defaults = {
  capacity: 256,
  maxBytes: 256 * 1024,
  maxBytesWhileOpen: 64 * 1024 * 1024,
  ttl: 120_000,
  highWaterMark: 1024 * 1024,
} as const

/** How often to look whether a full link has drained, in milliseconds: browsers do not tell. */
const drainPollMs = 25

export function createOutbox(parts: OutboxParts): Outbox {
  const { clock, state, transport, options, link, report, leaving, added, changed } = parts
  /** One for all: a message that leaves at once allocates nothing. */
  const sent = settled('sent')
  const entries = new Set<Entry>()
  /** Ids begin with it. */
  const page = uniqueId()
  let count = 0
  let bytes = 0
  let dropped = 0
  let hasWarned = false
  /** From the opening of a link until what waits may follow. */
  let isOpening = false
  let generation = 0
  let isHeld = false
  /** A timer will look whether the link takes more. */
  let isPollDue = false
  let cancelPoll = (): void => {}
  /** When the next message that waits runs out of time. `Infinity`, as with `ttl: Infinity`, is never. */
  let nextExpiry = Infinity
  let cancelExpiry = (): void => {}
  let drained: (() => void)[] = []

  /** What waits may leave as soon as the link takes it. */
  const isFlowing = (): boolean => !isOpening && link() !== undefined

  /** The link, if it takes one more message now. */
  function ready(): Link | undefined {
    const open = link()
    if (!open || open.takes() !== 'messages') return undefined
    return open.buffered() <= numberOption('highWaterMark', options().highWaterMark, defaults.highWaterMark)
      ? open
      : undefined
  }

  /** What became of a message that is handed to the link now. */
  function handOver(open: Link, frame: unknown): Promise<Delivery> {
    try {
      const delivery = open.send(frame)
      return delivery ? delivery.catch(unsent) : sent
    } catch (cause) {
      return unsent(cause)
    }
  }

  /** The link would not take it. */
  function unsent(cause: unknown): Promise<Delivery> {
    return refused(toWireError(cause, 'cannot-send'))
  }

  /** Reports why a message was not sent. */
  function refused(error: WireError): Promise<Delivery> {
    report(error)
    return Promise.resolve({ outcome: 'dropped', error })
  }

  function bound(name: 'capacity' | 'maxBytes' | 'maxBytesWhileOpen' | 'ttl'): number {
    return numberOption(`outbox.${name}`, options().outbox?.[name], defaults[name])
  }

  /** How much may wait now. */
  function bounds(): { capacity: number; maxBytes: number } {
    if (link()) return { capacity: Infinity, maxBytes: bound('maxBytesWhileOpen') }
    return { capacity: bound('capacity'), maxBytes: bound('maxBytes') }
  }

  /** Has a message wait, if there is room for it or the oldest ones make room. Otherwise it settles. */
  function put(entry: Entry): void {
    const { capacity, maxBytes } = bounds()
    if (entry.bytes > maxBytes) return discard(entry, 'too-large')
    const isFull = entries.size >= capacity || bytes + entry.bytes > maxBytes
    if (isFull && (options().outbox?.overflow !== 'drop-oldest' || capacity < 1)) return discard(entry, 'dropped')
    if (isFull) makeRoom(entry, capacity, maxBytes)
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
    if (outcome !== 'closed' && outcome !== 'aborted' && outcome !== 'unknown') dropped += 1
    entry.settle({ outcome })
  }

  /** Most people ignore what `send` resolves to, so the first message that is lost is told in development. */
  function warnOnce(entry: Entry): void {
    if (hasWarned) return
    hasWarned = true
    const connection = state.getState().status
    warn(
      () =>
        process.env.NODE_ENV !== 'production' &&
        discardText({ entry, connection, hasLink: link() !== undefined, bounds: bounds(), count: entries.size, bytes }),
    )
  }

  function clear(outcome: Outcome, isMeant: (entry: Entry) => boolean = () => true): void {
    const before = entries.size
    for (const entry of entries) if (isMeant(entry)) discard(entry, outcome)
    if (entries.size < before) publish()
  }

  function expire(): void {
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

  /** Shows in the state what waits. */
  function publish(): void {
    const [oldest] = entries
    if (!oldest) {
      expireAt(Infinity)
      for (const resolve of drained) resolve()
      drained = []
    }
    changed()
    state.set({ queue: { count: entries.size, bytes, oldestAt: oldest?.sentAt ?? null, dropped } })
  }

  function stopPolling(): void {
    cancelPoll()
    isPollDue = false
  }

  function poll(): void {
    isPollDue = true
    cancelPoll = clock.after(drainPollMs, pump)
  }

  function pump(): void {
    leaving()
    stopPolling()
    isOpening = false
    // A machine that slept runs its timers late: what ran out meanwhile is not sent.
    if (nextExpiry <= clock.now()) expire()
    let hasChanged = false
    for (const entry of entries) {
      const open = isHeld ? undefined : ready()
      if (!open) break
      remove(entry)
      hasChanged = true
      entry.handedOver?.()
      entry.settle(handOver(open, entry.frame))
    }
    if (hasChanged) publish()
    // A message sent by `handOver` may have started a poll of its own.
    stopPolling()
    if (entries.size > 0 && isFlowing() && !isHeld) poll()
  }

  /** Until it is aborted or settled. Throws where it cannot be copied. */
  function wait(message: OutgoingMessage, frame: unknown, how: EntryOptions): Promise<Delivery> {
    const { signal, handedOver } = how
    const ttl = how.ttl ?? bound('ttl')
    const connection = state.getState().status
    if (connection === 'closed' || connection === 'failed') return settled('closed')
    if (!(ttl > 0)) return settled('expired')
    const { copy, sizeOf } = transport()
    const bytes = sizeOf(frame)
    const copied = copy ? copy(frame) : frame
    return new Promise((resolve) => {
      const entry: Entry = {
        message,
        frame: copied,
        bytes,
        id: `${page}-${(count += 1)}`,
        sentAt: clock.date(),
        expiresAt: clock.now() + ttl,
        handedOver,
        settle(delivery) {
          signal?.removeEventListener('abort', abort)
          resolve(delivery)
        },
      }
      const abort = (): void => clear('aborted', (other) => other === entry)
      signal?.addEventListener('abort', abort)
      put(entry)
      if (entries.has(entry)) added(entry)
      publish()
      if (!isPollDue && isFlowing()) pump()
    })
  }

  return {
    entries,
    send(message, how = {}) {
      if (how.signal?.aborted) return settled('aborted')
      try {
        const frame = transport().encode(message)
        const isNext = isOpening || (entries.size === 0 && !isHeld)
        const open = isNext ? ready() : undefined
        if (!open) return wait(message, frame, how)
        how.handedOver?.()
        return handOver(open, frame)
      } catch (cause) {
        return refused(
          toWireError(
            cause,
            'cannot-encode',
            (said) =>
              process.env.NODE_ENV !== 'production' &&
              `Expected data that the codec can write${message.event === undefined ? '' : ` for the event "${message.event}"`}, but writing it threw: ${said}. It was not sent.`,
          ),
        )
      }
    },
    beginOpening() {
      isOpening = true
      const mine = (generation += 1)
      return () => {
        if (isOpening && generation === mine) pump()
      }
    },
    pump,
    pause() {
      stopPolling()
      isOpening = false
    },
    hold(nowHeld) {
      isHeld = nowHeld
      if (!isHeld && isFlowing()) pump()
    },
    restore(older) {
      const newer = [...entries]
      newer.forEach(remove)
      for (const entry of [...older, ...newer]) put(entry)
      publish()
    },
    clear,
    drain: () => (entries.size === 0 ? Promise.resolve() : new Promise((resolve) => drained.push(resolve))),
  }
}

const settled = (outcome: Outcome): Promise<Delivery> => Promise.resolve({ outcome })

interface Discarded {
  entry: Entry
  /** Of the connection. */
  connection: Status
  hasLink: boolean
  bounds: { capacity: number; maxBytes: number }
  count: number
  bytes: number
}

/** Development only. */
function discardText({ entry, connection, hasLink, bounds, count, bytes }: Discarded): string {
  const [most, advice] = hasLink
    ? [`${bounds.maxBytes} bytes`, 'outbox.maxBytesWhileOpen']
    : [`${bounds.capacity} messages and ${bounds.maxBytes} bytes`, 'outbox.capacity and outbox.maxBytes']
  return (
    `A message of ${entry.bytes} bytes was dropped while the connection is ${connection}: ` +
    `${count} messages with ${bytes} bytes wait already, and at most ${most} may. ` +
    `Raise ${advice}, send less, or look at the outcome that every send resolves to. This is said once.`
  )
}
