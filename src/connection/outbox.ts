import type { Clock } from '../transport/clock'
import type { Delivery, Outcome } from '../transport/delivery'
import { toWireError, type WireError } from '../transport/error'
import type { OutgoingMessage } from '../transport/message'
import { numberOption } from '../transport/numberOption'
import type { Link, Transport } from '../transport/transport'
import { uniqueId } from '../transport/uniqueId'
import type { State } from './connectionState'
import { highWaterMarkOf, type SendingOptions, type SendOptions, ttlOf } from './outboxOptions'
import type { Entry } from './outboxStorage'
import { createQueue, type Queue } from './queue'

declare const process: { env: { NODE_ENV?: string } }

/** Options of one message, and a callback that only requests use. */
export interface EntryOptions extends SendOptions {
  /** Called in the moment in which it is handed to a link: from now on, the server may hear of it. */
  handedOver?: (() => void) | undefined
}

/** Hands messages to the open link. What cannot leave at once waits in a queue; everything settles. */
export interface Outbox extends Pick<Queue, 'entries' | 'restore' | 'clear' | 'drain'> {
  /** Sends a message, or lets it wait. Never rejects: resolves to what became of it. */
  send(message: OutgoingMessage, options?: EntryOptions): Promise<Delivery>
  /** Lets `onOpen` send first. Messages sent now leave at once; call the returned function to send what waits. */
  beginOpening(): () => void
  /** There is no open link any more. */
  pause(): void
  /** While blocked, what waits does not leave: older messages are still being read. */
  block(isBlocked: boolean): void
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

/** How often to look whether a full link has drained, in milliseconds: browsers do not tell. */
const drainPollMs = 25

export function createOutbox(parts: OutboxParts): Outbox {
  const { clock, state, transport, options, link, report, leaving, added, changed } = parts
  const queue = createQueue({ clock, state, options, hasLink: () => link() !== undefined, changed })
  const { entries, clear } = queue
  /** One for all: a message that leaves at once allocates nothing. */
  const sent = settled('sent')
  /** Ids begin with it. */
  const page = uniqueId()
  let count = 0
  /** From the opening of a link until what waits may follow. */
  let isOpening = false
  let generation = 0
  /** What `onOpen` sent and the link did not take at once: it goes ahead of everything else that waits. */
  let sentByOnOpen: Entry[] = []
  let isBlocked = false
  /** A timer will look whether the link takes more. */
  let isPollDue = false
  let cancelPoll = (): void => {}

  /** What waits may leave as soon as the link takes it. */
  const isFlowing = (): boolean => !isOpening && link() !== undefined

  /** The link, if it takes one more message now. */
  function ready(): Link | undefined {
    const open = link()
    if (!open || open.takes() !== 'messages') return undefined
    return open.buffered() <= highWaterMarkOf(options()) ? open : undefined
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

  function stopPolling(): void {
    cancelPoll()
    isPollDue = false
  }

  function poll(): void {
    isPollDue = true
    cancelPoll = clock.after(drainPollMs, pump)
  }

  /** Sends what waits, as far as the link takes it, and goes on until nothing waits. */
  function pump(): void {
    leaving()
    stopPolling()
    isOpening = false
    queue.expire()
    let hasChanged = false
    for (const entry of entries) {
      const open = isBlocked ? undefined : ready()
      if (!open) break
      queue.remove(entry)
      hasChanged = true
      entry.handedOver?.()
      entry.settle(handOver(open, entry.frame))
    }
    if (hasChanged) queue.publish()
    // A message sent by `handOver` may have started a poll of its own.
    stopPolling()
    if (entries.size > 0 && isFlowing() && !isBlocked) poll()
  }

  /** Has it wait until it is sent, aborted or settled otherwise. Throws where it cannot be copied. */
  function wait(message: OutgoingMessage, frame: unknown, how: EntryOptions): Promise<Delivery> {
    const { signal, handedOver } = how
    const ttl = numberOption('ttl', how.ttl, ttlOf(options()))
    const { status } = state.getState()
    if (status === 'closed' || status === 'failed') return settled('closed')
    if (!(ttl > 0)) return settled('expired')
    const { copy, sizeOf } = transport()
    const bytes = sizeOf(frame)
    const copied = copy ? copy(frame) : frame
    const { storage } = options().outbox ?? {}
    const kept = storage?.copy ? { ...message, data: storage.copy(message.data) } : message
    count += 1
    const id = `${page}-${count}`
    return new Promise((resolve) => {
      const entry: Entry = {
        message: kept,
        frame: copied,
        bytes,
        id,
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
      queue.add(entry)
      // The link may have ended while it opened: who is asked about that, for example `delay`, is not `onOpen`.
      if (isOpening && link()) {
        sentByOnOpen.push(entry)
        queue.putFirst(sentByOnOpen)
      }
      if (entries.has(entry)) added(entry)
      queue.publish()
      if (!isPollDue && isFlowing()) pump()
    })
  }

  return {
    entries,
    clear,
    restore(older) {
      const { status } = state.getState()
      if (status === 'closed' || status === 'failed') for (const entry of older) entry.settle({ outcome: 'closed' })
      else queue.restore(older)
      queue.putFirst(sentByOnOpen)
      queue.publish()
    },
    drain: queue.drain,
    send(message, how = {}) {
      if (how.signal?.aborted) return settled('aborted')
      try {
        const frame = transport().encode(message)
        const isNext = isOpening || (entries.size === 0 && !isBlocked)
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
      sentByOnOpen = []
      generation += 1
      const mine = generation
      return () => {
        if (isOpening && generation === mine) pump()
      }
    },
    pause() {
      stopPolling()
      isOpening = false
    },
    block(nowBlocked) {
      isBlocked = nowBlocked
      if (!isBlocked && isFlowing()) pump()
    },
  }
}

const settled = (outcome: Outcome): Promise<Delivery> => Promise.resolve({ outcome })
