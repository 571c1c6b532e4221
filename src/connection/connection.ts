import { systemClock } from '../transport/clock'
import type { CloseReason } from '../transport/closeReason'
import type { Delivery } from '../transport/delivery'
import { inDevelopment, warn } from '../transport/development'
import { toWireError, type WireError } from '../transport/error'
import { labelOf } from '../transport/identityTexts'
import type { IncomingMessage, Message } from '../transport/message'
import type { OpeningInfo, SendingTransport, StoringTransport, Transport } from '../transport/transport'
import { closeReasonOf } from './closing'
import { warnOfConflict } from './optionConflict'
import {
  type ConnectionOptions,
  type ConnectionSettings,
  type ConnectionUser,
  createWrapping,
  type ReceivingOptions,
  type UnstoredOptions,
} from './connectionOptions'
import { createState } from './connectionState'
import type { AnswerOf, AnyEvents, DataOf, MessageOf, NameOf, WithData } from './events'
import { defaultNetwork } from './defaultNetwork'
import { createFrameBatch } from './frameBatch'
import { createFold, type Fold, type Folding } from './fold'
import { numberOption } from '../transport/numberOption'
import { callGuarded } from './guarded'
import { createHolders, type Holder } from './holders'
import { createLifecycle } from './lifecycle'
import { createListeners } from './listeners'
import { createMoves } from './moves'
import type { SendOptions } from './outboxOptions'
import { createReceiving } from './receiving'
import { hasOtherUser, type LiveConnection, register } from './registry'
import { reportToPlatform } from './reportToPlatform'
import type { RequestOptions } from './requests'
import { createSending, type Sending, type SendingParts } from './sending'
import { afterOtherUsers } from './userSwitch'

declare const process: { env: { NODE_ENV?: string } }

const defaultLingerMs = 1000

/** The long-lived thing a component holds: it opens link after link. Its functions may be passed around alone. */
export interface Connection<
  In extends object = AnyEvents,
  Out extends object = AnyEvents,
> extends ReceivingConnection<In> {
  /**
   * Sends an event. It waits until the connection opens; while the status is `closed` or `failed` it settles as `closed` at
   * once.
   */
  emit<Event extends NameOf<Out>>(event: Event, ...data: WithData<DataOf<Out[Event]>, SendOptions>): Promise<Delivery>
  /** Sends a whole message through the codec. It waits as with `emit`. */
  send(message: unknown, options?: SendOptions): Promise<Delivery>
  /** Sends an event and waits for its answer; rejects with a `WireError`. */
  request<Event extends NameOf<Out>>(
    event: Event,
    ...data: WithData<DataOf<Out[Event]>, RequestOptions>
  ): Promise<AnswerOf<Out[Event]>>
  /**
   * Resolves when nothing waits any more: it was sent, or settled otherwise. It never rejects. Messages that an earlier page
   * stored count once they were read.
   */
  drain(): Promise<void>
}

/**
 * A connection that only receives. It is also what a plain `Transport` gives, since its type does not say that it sends; a
 * `SendingTransport` says so.
 */
export interface ReceivingConnection<In extends object = AnyEvents> extends LiveConnection {
  /** For types alone: lets a reader know the events of what it reads from. */
  readonly '~in'?: In
  /**
   * The newest message; `null` before the first one, and from `close()` on, or when nobody holds the connection any more. The
   * same for everybody.
   */
  readonly newestMessage: Fold<MessageOf<In> | null>
  /**
   * A value folded from every message of some events; `null` means all. It takes messages while it is followed, and tells
   * its subscribers at most once a frame. All readers are made of this.
   */
  fold<T>(events: readonly NameOf<In>[] | null, folding: Folding<T>): Fold<T>
  /** Calls `listener` with the data of every such event, at once; returns what stops it. */
  on<Event extends NameOf<In>>(
    event: Event,
    listener: (data: DataOf<In[Event]>, message: Message<Event, DataOf<In[Event]>>) => void,
  ): () => void
  /** Calls `listener` with every message, at once; returns what stops it. */
  onAny(listener: (message: MessageOf<In>) => void): () => void
  /** Starts the connection. Does nothing while it is started, or after all its holders have left. */
  open(): void
  /**
   * Holds it open, as a component does, until the returned function is called. `onMessage` is not called for a holder:
   * use `onAny`. A connection that its user closed starts for a holder that comes for the first time, once no holder
   * is left that was there when it was closed.
   */
  acquire(holder: Holder<ConnectionUser>): (why?: Leaving) => void
}

/**
 * Why a holder lets go: it is `gone`, and the connection lingers for the next holder; or it was `replaced` by another
 * connection of the same component, and one that is shared with nobody ends at once.
 */
export type Leaving = 'gone' | 'replaced'

/**
 * A connection of your own: not shared, and not started before `open()`. It sends where the type of the transport says
 * so, and takes `outbox.storage` where messages of the transport can be stored.
 *
 * @example
 * const connection = createConnection(webSocket('wss://example.com/live'))
 * connection.on('CHAT', (data) => console.log(data))
 * connection.open()
 */
export function createConnection<In extends object = AnyEvents, Out extends object = AnyEvents>(
  transport: StoringTransport,
  options?: ConnectionOptions<In>,
): Connection<In, Out>
export function createConnection<In extends object = AnyEvents, Out extends object = AnyEvents>(
  transport: SendingTransport,
  options?: UnstoredOptions<ConnectionOptions<In>>,
): Connection<In, Out>
export function createConnection<In extends object = AnyEvents>(
  transport: Transport,
  options?: ReceivingOptions<ConnectionOptions<In>>,
): ReceivingConnection<In>
export function createConnection(transport: Transport, options: ConnectionSettings = {}): unknown {
  const createSendingPart = transport.does.send === true ? createSending : createReceiving
  const connection = buildConnection({ current: { transport, options } }, createSendingPart)
  // Nothing checks at run time what the wire carries, unless there are `schemas`: the cast trusts the caller.
  if (options.onMessage) connection.onAny(options.onMessage as (message: Message) => void)
  return connection
}

/**
 * Builds a connection without checking types. `createSendingPart` is a parameter so that a bundle that only receives carries
 * no outbox.
 */
export function buildConnection(
  firstHolder: Holder<ConnectionUser>,
  createSendingPart: (parts: SendingParts) => Sending,
): Connection {
  const { clock = systemClock, network = defaultNetwork() } = firstHolder.current.options
  const { name, identity } = firstHolder.current.transport
  const holders = createHolders(firstHolder)
  const options = (): ConnectionSettings => holders.current().options
  const wrapping = createWrapping()
  const transport = (): Transport => wrapping(holders.current())
  const failed = (cause: unknown): void =>
    report(
      toWireError(
        cause,
        'listener',
        (said) =>
          process.env.NODE_ENV !== 'production' &&
          `Expected a callback or listener of ${labelOf(identity)} not to throw, but one did: ${said}. All others were called, and the connection goes on. The stack of error.cause names the function.`,
      ),
    )
  const moves = createMoves(failed)
  const state = createState(moves, failed)
  const batch = createFrameBatch(clock, failed)
  const listeners = createListeners(failed)
  let latest: Message | null = null
  const newestMessage = createFold({ on: listeners.on, batch, failed }, [], { take() {}, read: () => latest })

  const parts = { identity, clock, state, moves, network, options, transport, report, failed }
  const lifecycle = createLifecycle({
    ...parts,
    events: { received, answered: (reply) => sending.answer(reply), invalid, opening, opened, ended },
  })
  const sending = createSendingPart({ ...parts, link: lifecycle.link })
  /** From its start until `end`: its user closed it, or its linger is over. */
  let isListed = false
  /** A holder came, and the older ones are hidden: they will be gone in a moment, or were suspended and come back. */
  let isReplacing = false
  let isReporting = false
  /** Goes up whenever the connection ends; a message received before that is not delivered. */
  let generation = 0
  let unlist = (): void => {}
  let cancelStart = (): void => {}
  let cancelLinger = (): void => {}

  function received(message: IncomingMessage): void {
    const mine = generation
    moves.tell(() => {
      // A listener of an earlier message may have closed the connection meanwhile.
      if (mine === generation) deliver(message)
    })
  }

  function deliver(message: IncomingMessage): void {
    const { validate } = options()
    try {
      latest = validate ? validate.check(message) : message
    } catch (cause) {
      return invalid(toWireError(cause, 'invalid-message'))
    }
    newestMessage.update()
    listeners.dispatch(latest)
    batch.run()
  }

  function opening(info: OpeningInfo): void {
    callEveryHolder('onOpen', info)
  }

  function opened(): void {
    moves.tell(sending.beginOpening())
  }

  function ended(reason: CloseReason, willRetry: boolean): void {
    sending.ended(willRetry)
    if (!willRetry) holders.startGeneration()
    callEveryHolder('onClose', reason, willRetry)
  }

  function invalid(error: WireError): void {
    state.set({ invalid: state.getState().invalid + 1 })
    callEveryHolder('onInvalid', error)
  }

  /** An error that `onError` itself causes goes to the platform: calling `onError` with it could go on for ever. */
  function report(error: WireError): void {
    if (isReporting) reportToPlatform(error)
    else callEveryHolder('onError', error)
  }

  /**
   * Calls this callback of every holder. If none has one, errors go to `reportError`, and invalid messages are warned
   * of.
   */
  function callEveryHolder<Name extends keyof Callbacks>(name: Name, ...details: Parameters<Callbacks[Name]>): void {
    moves.tell(() => {
      const callbacks = holders.all().map((user) => user.options[name] as ((...details: unknown[]) => void) | undefined)
      isReporting = name === 'onError'
      for (const callback of callbacks)
        if (callback) callGuarded(() => callback(...details), isReporting ? reportToPlatform : failed)
      isReporting = false
      if (!callbacks.some(Boolean)) reportUnheard(name, details[0])
    })
  }

  function open(): void {
    // Nobody holds the connection, so nobody could stop it again.
    if (holders.status === 'abandoned') return
    list()
    sending.start()
    lifecycle.start()
  }

  /** Puts it on the list of connections that are started. */
  function list(): void {
    if (!isListed) unlist = register(connection, lingerShortly)
    isListed = true
  }

  function end(intent: 'closed' | 'unwanted', reason: CloseReason): void {
    generation += 1
    cancelStart()
    cancelLinger()
    sending.stop()
    lifecycle.stop(intent, reason)
    holders.startGeneration()
    latest = null
    newestMessage.update()
    moves.tell(batch.run)
    if (isListed) unlist()
    isListed = false
  }

  /** Starts it for a holder, unless it is started, or one of the holders was there when it was closed or gave up. */
  function startForHolder(): void {
    const { status } = state.getState()
    const isOver = lifecycle.intent === 'closed' || status === 'closed' || status === 'failed'
    const mayStart = isOver ? holders.areAllNew() : lifecycle.intent !== 'wanted'
    if (!mayStart) return
    list()
    cancelStart()
    cancelStart = afterOtherUsers(identity, clock, () => moves.run(open))
  }

  /** In the next task, since StrictMode may take a hold again before that. */
  function startSoon(): void {
    cancelStart()
    cancelStart = clock.after(0, () => moves.run(startForHolder))
  }

  function linger(duration: number): void {
    cancelLinger()
    cancelLinger = clock.after(duration, () => moves.run(() => end('unwanted', { kind: 'user' })))
  }

  /**
   * Another user wants to connect: end this unheld connection in the next task. StrictMode may take its hold again
   * before that.
   */
  function lingerShortly(): void {
    if (holders.status === 'abandoned') linger(0)
  }

  function hold(holder: Holder<ConnectionUser>): void {
    cancelLinger()
    holders.add(holder)
    isReplacing = holders.areVisibleNew() && !holders.areAllNew()
    startForHolder()
  }

  function letGo(holder: Holder<ConnectionUser>, why: Leaving): void {
    if (!holders.remove(holder)) return
    if (holders.status === 'held') {
      if (isReplacing) startSoon()
      return
    }
    // A connection that is not started needs no linger timer.
    if (!isListed) return
    if (why === 'replaced' && !identity.isShared) end('unwanted', { kind: 'user' })
    else linger(hasOtherUser(identity) ? 0 : numberOption('linger', options().linger, defaultLingerMs))
  }

  const connection: Connection = {
    name,
    identity,
    store: state,
    newestMessage,
    fold: (events, folding) => createFold({ on: listeners.on, batch, failed }, events, folding),
    emit: (event: string, data?: unknown, how?: SendOptions) => sending.send({ event, data }, how),
    send: (data, how) => sending.send({ data }, how),
    request: sending.request,
    drain: sending.drain,
    on: <Event extends string>(event: Event, listener: (data: unknown, message: Message<Event>) => void) =>
      listeners.on(event, (message) => listener(message.data, message as Message<Event>)),
    onAny: (listener) => listeners.on(null, (message) => listener(message)),
    open: () => moves.run(open),
    close: (code, reason) => moves.run(() => end('closed', closeReasonOf(code, reason, report))),
    reconnect() {
      moves.run(() => {
        if (holders.status === 'abandoned') return
        list()
        sending.start()
        lifecycle.restart()
      })
    },
    acquire(holder) {
      inDevelopment(
        () =>
          process.env.NODE_ENV !== 'production' &&
          holders.status === 'held' &&
          warnOfConflict(identity, holders.current(), holder.current),
      )
      moves.run(() => hold(holder))
      return (why = 'gone') => moves.run(() => letGo(holder, why))
    },
  }
  return connection
}

type Callbacks = Required<{
  [Name in 'onOpen' | 'onClose' | 'onError' | 'onInvalid']: NonNullable<ConnectionSettings[Name]>
}>

/** Nobody has a callback for this. */
function reportUnheard(name: keyof Callbacks, detail: unknown): void {
  if (name === 'onError') reportToPlatform(detail)
  if (name === 'onInvalid') warn(() => process.env.NODE_ENV !== 'production' && (detail as WireError).message)
}
