import type { Clock } from '../transport/clock'
import type { CloseReason } from '../transport/closeReason'
import { toWireError, WireError } from '../transport/error'
import type { OpeningInfo, Transport } from '../transport/transport'
import { type Attempt, type AttemptEvents, type AttemptOptions, createAttempt } from './attempt'
import type { ConnectionState, State } from './connectionState'
import { createLostTimer } from './lostTimer'
import type { Moves } from './moves'
import type { Network, NetworkSignal } from './network'
import { createRetry, type RetryOptions } from './retry'
import type { Status } from './status'

declare const process: { env: { NODE_ENV?: string } }

/** When to dial, and when to give up. */
export interface LifecycleOptions extends AttemptOptions, RetryOptions {}

export interface LifecycleEvents extends Pick<AttemptEvents, 'received' | 'answered' | 'invalid'> {
  /** Called before the status becomes `open`, so that `onOpen` runs before the state's subscribers. */
  opening(info: OpeningInfo): void
  /** The status is `open`. */
  opened(): void
  /** A link ended. `willRetry` tells whether another follows. */
  ended(reason: CloseReason, willRetry: boolean): void
}

/** Opens link after link, for as long as one is wanted. `start`, `restart` and `stop` are parts of a move. */
export interface Lifecycle {
  /**
   * `wanted` from `start` or `restart` on, also after it gave up; `closed` by its user; `unwanted` before that and
   * when nobody is left.
   */
  readonly intent: 'unwanted' | 'wanted' | 'closed'
  /** The open link, if there is one: the one place that says whether messages can leave. */
  link(): Attempt['link'] | undefined
  /** Starts, unless it is started. */
  start(): void
  /** Ends the open link, forgets earlier failures, and dials now. What the transport remembers (`memory`) stays. */
  restart(): void
  /** Ends it, because its user closed it or nobody is left. */
  stop(intent: 'closed' | 'unwanted', reason: CloseReason): void
}

interface LifecycleParts {
  state: State
  moves: Moves
  clock: Clock
  network: Network
  /** Both are asked anew at every attempt. */
  transport(): Transport
  options(): LifecycleOptions
  /** A function of the user's threw. */
  failed(cause: unknown): void
  events: LifecycleEvents
}

/** Least time between attempts while the browser says it is offline, in milliseconds; it may be wrong. */
const offlineDelayMs = 20_000

export function createLifecycle(parts: LifecycleParts): Lifecycle {
  const { state, moves, clock, network, transport, options, failed, events } = parts
  const retry = createRetry(parts)
  const lostTimer = createLostTimer(clock, () => state.set({ lost: true }))
  const memory = new Map<string, unknown>()
  let intent: Lifecycle['intent'] = 'unwanted'
  let attempt: Attempt | undefined
  let cancelWait = (): void => {}
  let unsubscribe = (): void => {}

  const status = (): Status => state.getState().status

  /** Changes the status, and with it what depends on there being an open link. */
  function move(next: Status, patch: Partial<ConnectionState>): void {
    state.move(next, { details: {}, openedAt: null, lost: isLost(next), ...patch })
  }

  /** Whether a link has been missing for long. The time of a frozen application does not count. */
  function isLost(current: Status): boolean {
    const isLinkMissing = intent === 'wanted' && current !== 'open' && current !== 'closed' && !network.isFrozen?.()
    if (isLinkMissing) lostTimer.start()
    else lostTimer.stop()
    return isLinkMissing && state.getState().lost
  }

  function dial(patch?: Partial<ConnectionState>): void {
    cancelWait()
    const next = status() === 'open' || status() === 'reconnecting' ? 'reconnecting' : 'connecting'
    move(next, { ...patch, attempt: retry.failures })
    const context = { attempt: retry.failures, refresh: retry.refresh, memory }
    try {
      attempt = createAttempt({ transport: transport(), options: options(), context, clock, events: attemptEvents })
    } catch (cause) {
      // A transport or a wrapper that throws when it dials will do so again.
      attemptEvents.closed({ kind: 'unsupported', error: toWireError(cause, 'unsupported') })
    }
  }

  /** Waits for the page to be shown, or for the application to run again. */
  function waitToBeWoken(patch?: Partial<ConnectionState>): void {
    cancelWait()
    move('reconnecting', { ...patch, attempt: retry.failures })
  }

  function waitToDial(delay: number, patch?: Partial<ConnectionState>): void {
    cancelWait()
    if (delay <= 0) return dial(patch)
    cancelWait = clock.after(delay, () => moves.run(dial))
    move('reconnecting', { ...patch, retryAt: clock.date() + delay, attempt: retry.failures })
  }

  /** The browser may be wrong about the network, so an attempt is made all the same, though not often. */
  const withOfflineDelay = (delay: number): number => (network.isOnline() ? delay : Math.max(delay, offlineDelayMs))

  const attemptEvents: AttemptEvents = {
    received: events.received,
    answered: events.answered,
    invalid: events.invalid,
    latency: (latency) => state.set({ latency }),
    learned: (details) => state.set({ details: { ...state.getState().details, ...details } }),
    failed,
    accepted: retry.accepted,
    opened(info, details) {
      moves.run(() => {
        retry.opened()
        events.opening(info)
        move('open', { attempt: 0, error: null, openedAt: clock.date(), recovered: info.recovered ?? null, details })
        events.opened()
      })
    },
    interrupted(closeReason) {
      moves.run(() => {
        retry.interrupted()
        move('reconnecting', { closeReason })
        events.ended(closeReason, true)
      })
    },
    closed(closeReason) {
      moves.run(() => {
        attempt = undefined
        const decision = retry.ended(closeReason)
        if (decision === 'when-woken') waitToBeWoken({ closeReason })
        else if (decision !== 'give-up') waitToDial(withOfflineDelay(decision), { closeReason })
        else if (closeReason.kind === 'ended') {
          // What follows is another stream: nothing of this one is to be gone on with.
          memory.clear()
          move('closed', { closeReason, attempt: 0 })
        } else move('failed', { closeReason, attempt: retry.failures, error: errorOf(closeReason) })
        events.ended(closeReason, decision !== 'give-up')
      })
    },
  }

  /** The application or its network changed: decide about the link now, and do not wait for the end of an old delay. */
  function onSignal(signal: NetworkSignal): void {
    moves.run(() => {
      state.set({ online: network.isOnline(), lost: isLost(status()) })
      // Browsers keep no page with an open WebSocket in the back/forward cache, so the link is closed; `pageshow` dials again.
      if (signal === 'pagehide') hangUp({ kind: 'page-hidden' }, 'reconnecting')
      else if (network.isFrozen?.()) freeze()
      else if (attempt) attempt.probe()
      else if (status() === 'reconnecting') wake(signal)
    })
  }

  /** Plans no attempt. An open link stays, and is not probed: nothing might run when the answer comes. */
  function freeze(): void {
    if (status() === 'reconnecting') waitToBeWoken()
  }

  /**
   * Dials sooner than planned. While offline, a planned attempt keeps its time: every wake-up would put it off again.
   */
  function wake(signal: NetworkSignal): void {
    if (!network.isOnline() && state.getState().retryAt !== null) return
    // `resume` reaches one device, where somebody looks: it is tried also where it says that it is offline, since it may be wrong.
    if (signal === 'resume') return waitToDial(retry.wake('at-once'))
    // `online` may reach many clients in the same moment, so their attempts are spread.
    waitToDial(withOfflineDelay(retry.wake('spread')))
  }

  /** Ends the current link ourselves; false when there is none. */
  function hangUp(closeReason: CloseReason, next: Status, patch?: Partial<ConnectionState>): boolean {
    if (!attempt) return false
    attempt.close(closeReason)
    attempt = undefined
    retry.interrupted()
    move(next, { ...patch, closeReason })
    events.ended(closeReason, next === 'reconnecting')
    return true
  }

  function start(): void {
    if (intent === 'wanted' && status() !== 'failed' && status() !== 'closed') return
    if (intent !== 'wanted') unsubscribe = network.subscribe(onSignal)
    intent = 'wanted'
    retry.reset()
    dial({ online: network.isOnline(), error: null, closeReason: null })
  }

  return {
    get intent() {
      return intent
    },
    link: () => (status() === 'open' ? attempt?.link : undefined),
    start,
    restart() {
      hangUp({ kind: 'user' }, 'reconnecting')
      if (status() !== 'reconnecting') return start()
      retry.reset()
      dial()
    },
    stop(next, reason) {
      // What came to its end by itself stays closed: a component that comes back must not ask for it again.
      const nextStatus = next === 'closed' || status() === 'closed' ? 'closed' : 'idle'
      if (intent !== 'wanted' && status() === nextStatus) return
      intent = next
      cancelWait()
      unsubscribe()
      memory.clear()
      const rest = { attempt: 0, error: null, latency: null, recovered: null }
      if (!hangUp(reason, nextStatus, rest)) move(nextStatus, rest)
    },
  }
}

/** Why it failed, in one sentence, where nothing was thrown. */
function errorOf({ kind, code, reason, error }: CloseReason): WireError {
  if (error) return error
  const what = [`the last link ended (${kind}`, code && `, code ${code}`, reason && `, "${reason}"`, ')']
    .filter(Boolean)
    .join('')
  return new WireError(
    'closed',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected a link that stays open or can be opened again, but ${what}, and no further attempt is made. Call reconnect() once the cause is gone.`,
  )
}
