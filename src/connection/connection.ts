import type { CloseReason } from '../transport/closeReason'
import { isWireError, toWireError, type WireError } from '../transport/error'
import type { IncomingMessage, Message } from '../transport/message'
import type { Transport } from '../transport/transport'
import { type Clock, systemClock } from './clock'
import { warnOfConflict } from './conflict'
import type { Delivery } from './delivery'
import type { AnswerOf, AnyEvents, DataOf, MessageOf, NameOf, WithData } from './events'
import { createFlush, type Flush } from './flush'
import { createLease, type Holder } from './lease'
import { createLifecycle, type LifecycleOptions } from './lifecycle'
import { createListeners } from './listeners'
import { browserNetwork, type Network } from './network'
import { createOutbox, outboxDefaults, type OutboxOptions } from './outbox'
import { type LiveConnection, register } from './registry'
import { createRequests, type RequestOptions } from './requests'
import { type Schemas, validate } from './schema'
import { createSender, type SenderOptions, type SendOptions } from './sender'
import type { OutboxKeeper } from './storage'
import { createState } from './state'
import { warn } from './warn'

declare const process: { env: { NODE_ENV?: string } }

/** The options that do not depend on the types of the events. */
export interface ConnectionSettings extends LifecycleOptions, SenderOptions {
  /** Bounds of what may wait while the connection is not open. */
  outbox?: OutboxOptions
  /** Checks the data of incoming events with any Standard Schema (zod, valibot, arktype …), and types them. */
  schemas?: object
  /**
   * Milliseconds a connection without users is kept.
   * @default 1000
   */
  linger?: number
  onOpen?(): void
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

export interface ConnectionOptions<In extends object = AnyEvents> extends ConnectionSettings {
  schemas?: Schemas<In>
  /** Every message, at once and in order. */
  onMessage?(message: MessageOf<In>): void
}

/** The long-lived thing a component holds: it opens link after link. Its functions may be passed around alone. */
export interface Connection<In extends object = AnyEvents, Out extends object = AnyEvents> extends LiveConnection {
  /** When readers are told. */
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
  /** Keeps `lastMessage` in the store up to date until the returned function is called. */
  watchLastMessage(): () => void
  /** Starts it, unless it is started. */
  open(): void
  /** Holds it open, as a component does, until the returned function is called. */
  acquire(holder: Holder<ConnectionUser>): () => void
}

/** What one user of a connection brings along. */
export interface ConnectionUser {
  readonly transport: Transport
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
  const connection = buildConnection(transport, options) as unknown as Connection<In, Out>
  if (options.onMessage) connection.onAny(options.onMessage)
  return connection
}

/** Without the types, and without `onMessage`: users of a shared connection hear messages by a listener of their own. */
export function buildConnection(transport: Transport, options: ConnectionSettings): Connection {
  const { clock = systemClock, network = browserNetwork } = options
  const state = createState()
  const flush = createFlush(clock)
  const listeners = createListeners((cause, { event }) => {
    report(toWireError(cause, 'listener', `A listener of "${event}" threw`))
  })
  const lease = createLease<ConnectionUser>({
    founder: { transport, options },
    clock,
    linger: () => current().linger ?? 1000,
    start: open,
    stop: () => end('idle'),
  })
  const currentTransport = (): Transport => lease.current().transport
  const current = (): ConnectionSettings => lease.current().options

  let keeper: OutboxKeeper | undefined
  const outbox = createOutbox({
    clock,
    options: () => current().outbox ?? {},
    changed(queue) {
      state.set({ queue })
      keeper?.save()
    },
  })
  const events = { opened, received, invalid, ended }
  const lifecycle = createLifecycle({ state, clock, network, transport: currentTransport, options: current, events })
  const sender = createSender({
    clock,
    outbox,
    options,
    transport: currentTransport,
    ttl: () => current().outbox?.ttl ?? outboxDefaults.ttl,
    link: () => (keeper?.isLoading ? null : lifecycle.attempt),
    isOver: () => state.getState().status === 'closed' || state.getState().status === 'failed',
    report,
  })
  const requests = createRequests(clock, sender.deliver)
  let last: Message | null = null
  let watchers = 0
  let unregister: (() => void) | undefined

  function received(message: IncomingMessage): void {
    if (message.replyTo !== undefined) return requests.answer(message)
    const { schemas } = current()
    const checked = schemas ? validate(schemas, message) : message
    if (isWireError(checked)) return invalid(checked)
    last = checked
    if (watchers > 0) flush.mark(showLast)
    listeners.dispatch(checked)
  }

  function showLast(): void {
    state.set({ lastMessage: last })
  }

  function opened(): void {
    sender.pump()
    tell('onOpen')
  }

  function ended(reason: CloseReason, willRetry: boolean): void {
    sender.pause()
    requests.interrupt(willRetry ? 'unknown' : 'closed')
    if (!willRetry) outbox.clear('closed')
    tell('onClose', reason, willRetry)
  }

  function invalid(error: WireError): void {
    state.set({ invalid: state.getState().invalid + 1 })
    if (!tell('onInvalid', error)) warn(error.message)
  }

  function report(error: WireError): void {
    if (!tell('onError', error)) reportToPlatform(error)
  }

  /** Calls everybody's callback; false when nobody has one. */
  function tell<Name extends keyof Callbacks>(name: Name, ...details: Parameters<Callbacks[Name]>): boolean {
    const callbacks = lease.users().flatMap(({ options: { [name]: callback } }) => callback ?? [])
    for (const callback of callbacks) {
      try {
        Reflect.apply(callback, undefined, details)
      } catch (cause) {
        if (name === 'onError') reportToPlatform(cause)
        else report(toWireError(cause, 'listener', `${name} threw`))
      }
    }
    return callbacks.length > 0
  }

  function open(): void {
    started()
    lifecycle.start()
  }

  function started(): void {
    unregister ??= register(connection)
    const storage = current().outbox?.storage
    keeper ??= storage?.({ name: connection.key ?? connection.name, outbox, clock, loaded: sender.pump, report })
  }

  function end(status: 'closed' | 'idle'): void {
    unregister?.()
    unregister = undefined
    lifecycle.stop(status)
    outbox.clear('closed')
    keeper?.stop()
    keeper = undefined
  }

  const connection: Connection = {
    name: transport.name,
    key: transport.key,
    store: state,
    flush,
    emit: (event, data?: unknown, how?: SendOptions) => sender.deliver({ event, data }, how),
    send: (message, how) => sender.deliver({ data: message }, how),
    request: (event, data?: unknown, how?: RequestOptions) => requests.request(event, data, how),
    on: <Event extends string>(event: Event, listener: (data: unknown, message: Message<Event>) => void) =>
      listeners.on(event, (message) => listener(message.data, message as Message<Event>)),
    onAny: (listener) => listeners.on(null, listener),
    watchLastMessage() {
      watchers += 1
      if (state.getState().lastMessage !== last) showLast()
      return () => (watchers -= 1)
    },
    open,
    close: () => end('closed'),
    reconnect() {
      started()
      lifecycle.restart()
    },
    acquire(holder) {
      if (process.env.NODE_ENV !== 'production') warnOfConflict(transport, current(), holder.current.options)
      return lease.acquire(holder)
    },
  }
  return connection
}

type Callbacks = Required<Pick<ConnectionSettings, 'onOpen' | 'onClose' | 'onError' | 'onInvalid'>>

function reportToPlatform(error: unknown): void {
  if (typeof reportError === 'function') reportError(error)
  else console.error(error)
}
