import { type Clock, systemClock } from '../transport/clock'
import type { CloseReason } from '../transport/closeReason'
import { toWireError, type WireError } from '../transport/error'
import type { IncomingMessage, Message } from '../transport/message'
import { type OpeningInfo, type Transport, wrapped, type Wrapper } from '../transport/transport'
import type { Attempt } from './attempt'
import { warnOfConflict } from './conflict'
import type { Delivery } from '../transport/delivery'
import type { AnswerOf, AnyEvents, DataOf, MessageOf, NameOf, WithData } from './events'
import { createFlush, type Flush } from './flush'
import { createLease, type Holder } from './lease'
import { createLifecycle, type LifecycleOptions } from './lifecycle'
import { createListeners } from './listeners'
import { browserNetwork, type Network } from './network'
import type { SendingOptions, SendOptions } from './outbox'
import { type LiveConnection, register } from './registry'
import type { RequestOptions } from './requests'
import type { Validation } from './schema'
import { createSending, type Sending, type SendingParts } from './sending'
import { createState } from './state'
import { warn } from '../transport/warn'

declare const process: { env: { NODE_ENV?: string } }

/** The options that do not depend on the types of the events. */
export interface ConnectionSettings extends LifecycleOptions, SendingOptions {
  /** What every link goes through: `handshake(…)`, `rateLimit(…)`, or your own. The first is nearest to the wire. */
  wrappers?: readonly Wrapper[]
  /** Looks at every message before anybody else does: `schemas(…)` checks and types events. */
  validate?: Validation<object>
  /**
   * Milliseconds a connection without users is kept.
   * @default 1000
   */
  linger?: number
  /** Every message, at once and in order. */
  onMessage?(message: never): void
  /** Every time it opens. What this sends goes ahead of what waits. */
  onOpen?(info: OpeningInfo): void
  /** A link ended. `willRetry` tells whether another follows. */
  onClose?(reason: CloseReason, willRetry: boolean): void
  /** A listener that threw, a message that could not be encoded, a storage that failed. Without it: `reportError`. */
  onError?(error: WireError): void
  /** A frame that could not be read, or data that does not match its schema. The connection goes on. */
  onInvalid?(error: WireError): void
  /** Time and chance, for tests. */
  clock?: Clock
  /** The page's life, for tests and other platforms. */
  network?: Network
}

/** The options of a connection whose events are known. */
export interface ConnectionOptions<In extends object = AnyEvents> extends ConnectionSettings {
  validate?: Validation<Partial<In>>
  onMessage?(message: MessageOf<In>): void
}

/** The long-lived thing a component holds: it opens link after link. Its functions may be passed around alone. */
export interface Connection<In extends object = AnyEvents, Out extends object = AnyEvents> extends LiveConnection {
  /** For types alone: lets a reader know the events of what it reads from. */
  readonly '~in'?: In
  /** The newest message, if there was one. */
  getLastMessage(): MessageOf<In> | null
  /** When readers tell React. */
  readonly flush: Pick<Flush, 'mark'>
  /** Sends an event; it waits while the connection is not open. */
  emit<Event extends NameOf<Out>>(event: Event, ...data: WithData<DataOf<Out[Event]>, SendOptions>): Promise<Delivery>
  /** Sends a whole message through the codec; it waits while the connection is not open. */
  send(message: unknown, options?: SendOptions): Promise<Delivery>
  /** Sends an event and waits for its answer; rejects with a `WireError`. */
  request<Event extends NameOf<Out>>(
    event: Event,
    ...data: WithData<DataOf<Out[Event]>, RequestOptions>
  ): Promise<AnswerOf<Out[Event]>>
  /** Calls `listener` with the data of every such event, at once; returns what stops it. */
  on<Event extends NameOf<In>>(
    event: Event,
    listener: (data: DataOf<In[Event]>, message: Message<Event, DataOf<In[Event]>>) => void,
  ): () => void
  /** Calls `listener` with every message, at once; returns what stops it. */
  onAny(listener: (message: MessageOf<In>) => void): () => void
  /** Starts it, unless it is started, or all components that held it are gone. */
  open(): void
  /**
   * Holds it open, as a component does, until the returned function is called. `onMessage` must be there from the
   * beginning; the others may come and go.
   */
  acquire(holder: Holder<ConnectionUser>): () => void
}

/** What one user of a connection brings along. */
export interface ConnectionUser {
  /** What it goes over, with its wrappers. */
  readonly transport: Transport
  /** Its newest options and callbacks. */
  readonly options: ConnectionSettings
}

/**
 * A connection of your own: not shared, and not started before `open()`.
 *
 * @example
 * const connection = createConnection(webSocket('wss://example.com/live'))
 * connection.on('CHAT', (data) => console.log(data))
 * connection.open()
 */
export function createConnection<In extends object = AnyEvents, Out extends object = AnyEvents>(
  transport: Transport,
  options: ConnectionOptions<In> = {},
): Connection<In, Out> {
  // What the wire carries is only promised by the types; `schemas` check it.
  const user = { transport: wrapped(transport, options.wrappers), options }
  const connection = buildConnection({ current: user }, createSending) as unknown as Connection<In, Out>
  if (options.onMessage) connection.onAny(options.onMessage)
  return connection
}

/** Without the types; the way out is handed in, since not every connection has one. */
export function buildConnection(
  founder: Holder<ConnectionUser>,
  createWayOut: (parts: SendingParts) => Sending,
): Connection {
  const { clock = systemClock, network = browserNetwork } = founder.current.options
  const { name, key } = founder.current.transport
  const state = createState()
  const flush = createFlush(clock)
  // One that was closed has nothing to keep.
  const linger = (): number => (unregister ? (options().linger ?? 1000) : Infinity)
  const lease = createLease({ founder, clock, linger, start: open, stop: () => end('idle') })
  const options = (): ConnectionSettings => lease.current().options
  const transport = (): Transport => lease.current().transport
  const failed = (cause: unknown): void => report(toWireError(cause, 'listener'))
  const parts = { name: key ?? name, clock, state, network, options, transport, report, failed }

  const lifecycle = createLifecycle({ ...parts, events: { opened, received, invalid, ended } })
  const sending = createWayOut({ ...parts, link })
  const listeners = createListeners(failed)
  let unregister: (() => void) | undefined
  let lastMessage: Message | null = null

  function link(): Attempt | undefined {
    return state.getState().status === 'open' ? lifecycle.attempt : undefined
  }

  function received(message: IncomingMessage): void {
    if (message.replyTo !== undefined) return sending.answer(message)
    const { validate } = options()
    try {
      lastMessage = validate ? validate.check(message) : message
    } catch (cause) {
      return invalid(toWireError(cause, 'invalid-message'))
    }
    listeners.dispatch(lastMessage)
    flush.run()
  }

  function opened(info: OpeningInfo): void {
    tell('onOpen', info)
    sending.opened()
  }

  function ended(reason: CloseReason, willRetry: boolean): void {
    sending.ended(willRetry)
    tell('onClose', reason, willRetry)
  }

  function invalid(error: WireError): void {
    state.set({ invalid: state.getState().invalid + 1 })
    if (!tell('onInvalid', error) && process.env.NODE_ENV !== 'production') warn(error.message)
  }

  function report(error: WireError): void {
    if (!tell('onError', error)) reportToPlatform(error)
  }

  /** Calls everybody's callback; false when nobody has one. */
  function tell<Name extends keyof Callbacks>(name: Name, ...details: Parameters<Callbacks[Name]>): boolean {
    let isHeard = false
    for (const { options } of lease.users()) {
      const callback = options[name] as ((...details: unknown[]) => void) | undefined
      isHeard ||= !!callback
      try {
        callback?.(...details)
      } catch (cause) {
        if (name === 'onError') reportToPlatform(cause)
        else failed(cause)
      }
    }
    return isHeard
  }

  /** False when everybody has left: what would start now, nobody could stop. */
  function prepare(): boolean {
    if (lease.users().length === 0) return false
    unregister ??= register(connection)
    sending.start()
    return true
  }

  function open(): void {
    if (prepare()) lifecycle.start()
  }

  function end(status: 'closed' | 'idle'): void {
    lease.stop()
    sending.stop()
    unregister?.()
    unregister = undefined
    lastMessage = null
    lifecycle.stop(status)
    // Whoever heard of it may have said something more.
    sending.stop()
  }

  const connection: Connection = {
    name,
    key,
    store: state,
    flush,
    getLastMessage: () => lastMessage,
    emit: sending.emit,
    send: sending.send,
    request: sending.request,
    on: <Event extends string>(event: Event, listener: (data: unknown, message: Message<Event>) => void) =>
      listeners.on(event, (message) => listener(message.data, message as Message<Event>)),
    onAny: (listener) => listeners.on(null, (message) => listener(message)),
    open,
    close: () => end('closed'),
    reconnect() {
      if (prepare()) lifecycle.restart()
    },
    acquire(holder) {
      if (process.env.NODE_ENV !== 'production')
        warnOfConflict(key ?? name, lease.users()[0]?.options, holder.current.options)
      const hear = (message: Message): void => holder.current.options.onMessage?.(message as never)
      const stopHearing = holder.current.options.onMessage && listeners.on(null, hear)
      const release = lease.acquire(holder)
      return () => {
        stopHearing?.()
        release()
      }
    },
  }
  return connection
}

type Callbacks = Required<Pick<ConnectionSettings, 'onOpen' | 'onClose' | 'onError' | 'onInvalid'>>

function reportToPlatform(error: unknown): void {
  ;(globalThis.reportError ?? console.error)(error)
}
