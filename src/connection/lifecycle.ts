import type { CloseKind, CloseReason } from '../transport/closeReason'
import { WireError } from '../transport/error'
import type { Transport } from '../transport/transport'
import { type Attempt, type AttemptEvents, type AttemptOptions, createAttempt } from './attempt'
import type { Clock } from './clock'
import { watchLost } from './lost'
import type { Network, NetworkSignal } from './network'
import { createRetry, type RetryOptions } from './retry'
import type { ConnectionState, State } from './state'
import type { Status } from './status'

/** After a wake-up everybody wants to dial at once: spread over this many milliseconds. */
const wakeSpread = 500

export interface LifecycleOptions extends AttemptOptions, RetryOptions {}

export interface LifecycleEvents extends Pick<AttemptEvents, 'received' | 'invalid'> {
  opened(): void
  /** A link ended. `willRetry` tells whether another follows. */
  ended(reason: CloseReason, willRetry: boolean): void
}

/** Opens link after link, for as long as somebody wants one. */
export interface Lifecycle {
  /** The current attempt, open or not. */
  readonly attempt: Attempt | undefined
  /** Starts unless started. */
  start(): void
  /** Drops what is there, and dials now with a clean slate. */
  restart(): void
  /** Ends it: `closed` by the user's word, `idle` when nobody is left. */
  stop(status: 'closed' | 'idle'): void
}

interface LifecycleParts {
  state: State
  clock: Clock
  network: Network
  /** Both are asked anew at every attempt. */
  transport(): Transport
  options(): LifecycleOptions
  events: LifecycleEvents
}

export function createLifecycle({ state, clock, network, transport, options, events }: LifecycleParts): Lifecycle {
  const retry = createRetry(clock, options)
  const status = (): Status => state.getState().status
  let attempt: Attempt | undefined
  let openedAt: number | undefined
  let cancelWait = (): void => {}
  let leave: (() => void) | undefined

  // Whoever hears of a move may close or restart everything at once: what follows a move looks again.

  function dial(patch?: Partial<ConnectionState>): void {
    cancelWait()
    const { failures, refresh } = retry
    const wasOpen = status() === 'open' || status() === 'reconnecting'
    state.move(wasOpen ? 'reconnecting' : 'connecting', { ...patch, attempt: failures })
    if (!leave || attempt) return
    const context = { attempt: failures, refresh }
    attempt = createAttempt({ transport: transport(), options: options(), context, clock, events: attemptEvents })
  }

  function wait(delay: number, closeReason = state.getState().closeReason): void {
    cancelWait()
    if (delay === 0) return dial({ closeReason })
    const retryAt = network.isOnline() ? clock.date() + delay : null
    if (retryAt) cancelWait = clock.after(delay, dial)
    state.move('reconnecting', { closeReason, retryAt, attempt: retry.failures })
  }

  const attemptEvents: AttemptEvents = {
    ...events,
    latency: (latency) => state.set({ latency }),
    opened() {
      openedAt = clock.now()
      state.move('open', { attempt: 0, error: null, openedAt: clock.date() })
      if (status() === 'open') events.opened()
    },
    interrupted(closeReason) {
      openedAt = undefined
      state.move('reconnecting', { closeReason })
      events.ended(closeReason, true)
    },
    closed(closeReason) {
      const ended = attempt
      const delay = retry.next(closeReason, openedAt === undefined ? undefined : clock.now() - openedAt)
      // `shouldReconnect` may have taken matters into its own hands.
      if (attempt !== ended) return
      openedAt = attempt = undefined
      if (delay === null) state.move('failed', { closeReason, attempt: retry.failures, error: errorOf(closeReason) })
      else wait(delay, closeReason)
      events.ended(closeReason, delay !== null)
    },
  }

  /** The page or its network changed: decide about an open link now, and do not sit out an old delay. */
  function onSignal(signal: NetworkSignal): void {
    state.set({ online: network.isOnline() })
    const { retryAt } = state.getState()
    // A page with an open link may not enter the back/forward cache; `pageshow` is what wakes it.
    if (signal === 'pagehide') hangUp('page-hidden', 'reconnecting')
    else if (attempt) attempt.probe()
    else if (status() === 'reconnecting' && (signal === 'offline' || !retryAt || retryAt - clock.date() > wakeSpread)) {
      wait(clock.random() * wakeSpread)
    }
  }

  /** Ends the current link ourselves; false when there is none. */
  function hangUp(kind: CloseKind, next: Status, patch?: Partial<ConnectionState>): boolean {
    if (!attempt) return false
    const closeReason = { kind }
    attempt.close(closeReason)
    openedAt = attempt = undefined
    state.move(next, { ...patch, closeReason })
    events.ended(closeReason, next === 'reconnecting')
    return true
  }

  function start(): void {
    if (leave && status() !== 'failed') return
    leave ??= watchOutside()
    retry.reset()
    dial({ online: network.isOnline(), error: null, closeReason: null })
  }

  function watchOutside(): () => void {
    const stopWatching = watchLost(state, clock)
    const unsubscribe = network.subscribe(onSignal)
    return () => {
      unsubscribe()
      stopWatching()
    }
  }

  return {
    get attempt() {
      return attempt
    },
    start,
    restart() {
      hangUp('user', 'reconnecting')
      if (!leave || status() !== 'reconnecting') return start()
      retry.reset()
      dial()
    },
    stop(next) {
      if (!leave && status() === next) return
      const rest = { attempt: 0, error: null, latency: null, openedAt: null, lost: false }
      cancelWait()
      leave?.()
      leave = undefined
      if (!hangUp('user', next, rest)) state.move(next, rest)
    },
  }
}

function errorOf({ kind, code, reason, error }: CloseReason): WireError {
  return error ?? new WireError('closed', [kind, code, reason].filter(Boolean).join(' '))
}
