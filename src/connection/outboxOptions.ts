import { numberOption } from '../transport/numberOption'
import type { OutboxStorage } from './outboxStorage'

/** Bounds of what may wait, and where it is kept. */
export interface OutboxOptions {
  /**
   * How many messages may wait while there is no open link. What comes on top is dropped as `overflow`
   * says.
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
   * Which message is dropped when the outbox is full: the one that comes last, or those that wait longest.
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

/** How much may wait. */
export interface Bounds {
  /** Messages. */
  readonly capacity: number
  readonly maxBytes: number
}

const defaults = {
  capacity: 256,
  maxBytes: 256 * 1024,
  maxBytesWhileOpen: 64 * 1024 * 1024,
  ttl: 120_000,
  highWaterMark: 1024 * 1024,
} as const

/** How much may wait for an open link, or while there is none. */
export function boundsOf({ outbox }: SendingOptions, hasLink: boolean): Bounds {
  if (hasLink) return { capacity: Infinity, maxBytes: bound(outbox, 'maxBytesWhileOpen') }
  return { capacity: bound(outbox, 'capacity'), maxBytes: bound(outbox, 'maxBytes') }
}

/** How long a message may wait that says nothing itself, in milliseconds. */
export function ttlOf({ outbox }: SendingOptions): number {
  return bound(outbox, 'ttl')
}

/** In bytes. */
export function highWaterMarkOf({ highWaterMark }: SendingOptions): number {
  return numberOption('highWaterMark', highWaterMark, defaults.highWaterMark)
}

function bound(outbox: OutboxOptions | undefined, name: 'capacity' | 'maxBytes' | 'maxBytesWhileOpen' | 'ttl'): number {
  return numberOption(`outbox.${name}`, outbox?.[name], defaults[name])
}
