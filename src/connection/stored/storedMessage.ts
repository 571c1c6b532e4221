import type { Clock } from '../../transport/clock'
import type { Delivery } from '../../transport/delivery'
import { isPlainObject } from '../../transport/plainObject'
import type { OutgoingMessage } from '../../transport/message'
import type { Transport } from '../../transport/transport'
import type { Entry } from '../outboxStorage'

/** A waiting message as it is stored. Times are wall times. */
export interface StoredMessage {
  readonly version: 1
  /** Names it among all messages that ever waited. */
  readonly id: string
  /** The name of the event; left out of a message without one. */
  readonly event?: string
  readonly data: unknown
  readonly sentAt: number
  /** `null` for never. */
  readonly expiresAt: number | null
}

/** What was stored, read with care: another release may have written it, or something else. */
export interface StoredMessages {
  readonly messages: readonly StoredMessage[]
  /** How many parts are no message of this version, and were left out. */
  readonly leftOut: number
}

/** A waiting message in the form in which it is stored. */
export function toStored({ id, message, sentAt, expiresAt }: Entry, clock: Clock): StoredMessage {
  const { event, data } = message
  return {
    version: 1,
    id,
    ...(event === undefined ? {} : { event }),
    data,
    sentAt,
    expiresAt: expiresAt === Infinity ? null : clock.date() + expiresAt - clock.now(),
  }
}

/**
 * A message as it goes on waiting. `settled` hears what became of it, since the page on which `send()` was called is gone.
 * Throws what the transport throws that cannot encode it any more.
 */
export function toEntry(
  stored: StoredMessage,
  { encode, sizeOf }: Transport,
  clock: Clock,
  settled: (message: OutgoingMessage, delivery: Delivery) => void,
): Entry {
  const { id, event, data, sentAt, expiresAt } = stored
  const message = event === undefined ? { data } : { event, data }
  const frame = encode(message)
  return {
    id,
    message,
    frame,
    bytes: sizeOf(frame),
    sentAt,
    expiresAt: clock.now() + (expiresAt === null ? Infinity : expiresAt - clock.date()),
    settle: (delivery) => void Promise.resolve(delivery).then((became) => settled(message, became)),
  }
}

export function readMessages(stored: unknown): StoredMessages {
  if (stored === undefined || stored === null) return { messages: [], leftOut: 0 }
  if (!Array.isArray(stored)) return { messages: [], leftOut: 1 }
  const messages = stored.filter(isStoredMessage)
  const byId = new Map(messages.map((message) => [message.id, message]))
  return { messages: [...byId.values()], leftOut: stored.length - messages.length }
}

function isStoredMessage(value: unknown): value is StoredMessage {
  if (!isPlainObject(value)) return false
  const { version, id, event, sentAt, expiresAt } = value
  const isEvent = event === undefined || typeof event === 'string'
  const areTimes = Number.isFinite(sentAt) && (expiresAt === null || Number.isFinite(expiresAt))
  return version === 1 && typeof id === 'string' && isEvent && areTimes
}
