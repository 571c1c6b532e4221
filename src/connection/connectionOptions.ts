import type { Clock } from '../transport/clock'
import type { CloseReason } from '../transport/closeReason'
import type { WireError } from '../transport/error'
import { type OpeningInfo, type Transport, wrapped, type Wrapper } from '../transport/transport'
import type { AnyEvents, MessageOf } from './events'
import type { LifecycleOptions } from './lifecycle'
import type { Network } from './network'
import type { OutboxOptions, SendingOptions } from './outboxOptions'
import type { Validation } from './schema'

/** The options that do not depend on the types of the events. */
export interface ConnectionSettings extends LifecycleOptions, SendingOptions {
  /** What every link goes through: `handshake(…)`, `rateLimit(…)`, or your own. The first is nearest to the wire. */
  wrappers?: readonly Wrapper[] | undefined
  /** Looks at every message before anybody else does: `schemas(…)` checks and types events. */
  validate?: Validation<object> | undefined
  /**
   * Milliseconds a connection that nobody holds any more is kept, so that StrictMode, hot reloads and route changes do
   * not cut it.
   * @default 1000
   */
  linger?: number | undefined
  /** Every message, at once and in order. */
  onMessage?: ((message: never) => void) | undefined
  /** Every time it opens. What this sends goes ahead of rooms that are joined, and of what waits. */
  onOpen?: ((info: OpeningInfo) => void) | undefined
  /**
   * A link ended. `willRetry` tells whether another follows; without one the connection is closed, gave up (`failed`), or
   * nobody holds it any more. The one who left last hears that, too.
   */
  onClose?: ((reason: CloseReason, willRetry: boolean) => void) | undefined
  /** A listener that threw, a message that could not be encoded, a storage that failed. Without it: `reportError`. */
  onError?: ((error: WireError) => void) | undefined
  /** A frame that could not be read, or data that does not match its schema. The connection goes on. */
  onInvalid?: ((error: WireError) => void) | undefined
  /** Time and chance, for tests. Read once. */
  clock?: Clock | undefined
  /**
   * The life of the page or the application, for tests and other platforms. Read once.
   * @default what `setNetwork` was given, or else the browser's own events
   */
  network?: Network | undefined
}

/** The options of a connection whose events are known. */
export interface ConnectionOptions<In extends object = AnyEvents> extends ConnectionSettings {
  validate?: Validation<Partial<In>> | undefined
  onMessage?: ((message: MessageOf<In>) => void) | undefined
}

/** The options of a connection that sends, and whose messages cannot be stored. */
export type UnstoredOptions<Options extends SendingOptions> = Omit<Options, 'outbox'> & {
  /** Bounds of what may wait. */
  outbox?: Omit<OutboxOptions, 'storage'> | undefined
}

/** The options of a connection that only receives: nothing waits to be sent. */
export type ReceivingOptions<Options extends SendingOptions> = Omit<Options, keyof SendingOptions>

/** What one user of a connection brings along. */
export interface ConnectionUser {
  /** What it goes over, without its wrappers. */
  readonly transport: Transport
  /** Its newest options and callbacks. */
  readonly options: ConnectionSettings
}

/** Applies the wrappers of a user, and remembers the result: as long as the transport and the wrappers are the same. */
export function createWrapping(): (user: ConnectionUser) => Transport {
  let bare: Transport | null = null
  let wrappers: ConnectionSettings['wrappers']
  let result: Transport | null = null
  return ({ transport, options }) => {
    if (!result || bare !== transport || wrappers !== options.wrappers) {
      bare = transport
      wrappers = options.wrappers
      result = wrapped(transport, wrappers)
    }
    return result
  }
}
