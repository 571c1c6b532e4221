import type { Clock } from '../transport/clock'
import type { Delivery, Outcome } from '../transport/delivery'
import type { WireError } from '../transport/error'
import type { Identity } from '../transport/identity'
import type { OutgoingMessage } from '../transport/message'
import type { Transport } from '../transport/transport'

/** A message that waits. */
export interface Entry {
  /** Names it among all messages that ever waited, on this page and on others. */
  readonly id: string
  /** The message: as the storage copied it, or as it was given. */
  readonly message: OutgoingMessage
  /** The message as the transport encoded it; copied where the transport has `copy()`. */
  readonly frame: unknown
  /** Its size, as the bounds of the outbox count it. */
  readonly bytes: number
  /** Wall time at which `send()` was called. */
  readonly sentAt: number
  /** Monotonic time after which it is of no use. */
  readonly expiresAt: number
  /** Called right before it is handed to a link: from then on it may have reached the server. */
  readonly handedOver?: (() => void) | undefined
  /** Says what became of it. */
  settle(delivery: Delivery | Promise<Delivery>): void
}

/** Keeps what waits in an outbox over a reload: the port between an outbox and whatever stores its messages. */
export interface OutboxStorage {
  (parts: StorageParts): OutboxKeeper
  /**
   * Copies the data of a message when it begins to wait: it is encoded again on a later page, and its owner may change it
   * before it is stored.
   * @default the data itself
   */
  copy?(data: unknown): unknown
}

/** What a storage gets to work with. */
export interface StorageParts {
  /** Of the connection: `storageNameOf` tells under which name its messages may be stored, if under any. */
  readonly identity: Identity
  /** What the messages go over: it says whether they can be stored, and encodes them. */
  transport(): Transport
  /** What waits now, oldest first. Requests are among it; nobody would hear their answers on a later page. */
  readonly entries: ReadonlySet<Entry>
  /** While blocked, nothing that waits leaves: older messages are still being read. */
  block(isBlocked: boolean): void
  /** Puts the messages of an earlier page before those that wait here. */
  restore(older: readonly Entry[]): void
  /** Takes out what `isMeant`, and settles it: another page has it now, and sends it. */
  clear(outcome: Outcome, isMeant: (entry: Entry) => boolean): void
  /** The time, as the connection has it. */
  readonly clock: Clock
  /** Tells `onError` that the storage failed. */
  report(error: WireError): void
}

/** What keeps one outbox. */
export interface OutboxKeeper {
  /** Called before messages leave. If this page slept and lost its claim, the outbox is blocked before this returns. */
  check(): void
  /** A message begins to wait. */
  added(entry: Entry): void
  /** What waits has changed: it is to be written. */
  changed(): void
  /** Writes a last time what still waits, and lets another page go on with it. */
  stop(): void
}
