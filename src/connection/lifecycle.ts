import type { CloseReason } from '../transport/closeReason'
import { WireError } from '../transport/error'
import type { Transport } from '../transport/transport'
import { type Attempt, type AttemptEvents, type AttemptOptions, createAttempt } from './attempt'
import type { Clock } from './clock'
import { watchLost } from './lost'
import type { Network, NetworkSignal } from './network'
import { createRetry, type RetryOptions } from './retry'
import type { State } from './state'
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
  readonly attempt: Attempt | null
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
  let attempt: Attempt | null = null
  let openedAt: number | null = null
  let cancelWait: (() => void) | null = null
  let leave: (() => void) | null = null

  function dial(): void {
    cancelWait?.()
    cancelWait = null
    const { status } = state.getState()
    state.move(status === 'reconnecting' ? status : 'connecting', { attempt: retry.failures, retryAt: null })
    const context = { attempt: retry.failures, refresh: retry.refresh }
    attempt = createAttempt({ transport: transport(), options: options(), context, clock, events: attemptEvents })
    attempt.start()
  }

  function opened(): void {
    openedAt = clock.now()
    state.move('open', { attempt: 0, retryAt: null, error: null, openedAt: clock.date() })
    events.opened()
  }

  function closed(reason: CloseReason): void {
    const uptime = openedAt === null ? null : clock.now() - openedAt
    openedAt = attempt = null
    const delay = retry.next(reason, uptime)
    state.set({ closeReason: reason })
    if (delay === null) fail(reason)
    else wait(delay)
    events.ended(reason, delay !== null)
  }

  function fail(reason: CloseReason): void {
    state.move('failed', { attempt: retry.failures, retryAt: null, error: errorOf(reason) })
  }

  function wait(delay: number): void {
    cancelWait?.()
    cancelWait = null
    const online = network.isOnline()
    const retryAt = online ? clock.date() + delay : null
    state.move('reconnecting', { attempt: retry.failures, retryAt, online })
    if (delay === 0) dial()
    else if (online) cancelWait = clock.after(delay, dial)
  }

  /** Something changed for the better: decide about an open link now, and do not sit out an old delay. */
  function wake(): void {
    if (attempt) return attempt.probe()
    const { status, retryAt } = state.getState()
    const delay = clock.random() * wakeSpread
    if (status === 'reconnecting' && (retryAt === null || retryAt - clock.date() > wakeSpread)) wait(delay)
  }

  function onSignal(signal: NetworkSignal): void {
    const online = network.isOnline()
    if (online !== state.getState().online) state.set({ online })
    if (signal === 'pagehide') suspend()
    else if (signal !== 'offline') wake()
    // Browsers are wrong about being offline, so an open link is asked; only waiting is put off until they are back.
    else if (attempt) attempt.probe()
    else if (state.getState().status === 'reconnecting') wait(wakeSpread)
  }

  /** A page with an open link may not enter the back/forward cache; `pageshow` wakes it. */
  function suspend(): void {
    if (attempt) hangUp({ kind: 'page-hidden' }, 'reconnecting')
  }

  /** Ends the current link ourselves. */
  function hangUp(closeReason: CloseReason, next: Status): void {
    attempt?.close(closeReason)
    openedAt = attempt = null
    state.move(next, { closeReason, retryAt: null })
    events.ended(closeReason, next === 'reconnecting')
  }

  const attemptEvents: AttemptEvents = {
    opened,
    closed,
    received: events.received,
    invalid: events.invalid,
    latency: (latency) => state.set({ latency }),
    interrupted(reason) {
      openedAt = null
      state.move('reconnecting', { closeReason: reason, retryAt: null })
      events.ended(reason, true)
    },
  }

  function start(): void {
    if (leave && state.getState().status !== 'failed') return
    leave ??= watchOutside()
    retry.reset()
    state.set({ online: network.isOnline(), error: null, closeReason: null })
    dial()
  }

  function restart(): void {
    if (attempt) hangUp({ kind: 'user' }, 'reconnecting')
    // Whoever heard of the end may have closed the connection.
    if (!leave || state.getState().status !== 'reconnecting') return start()
    retry.reset()
    dial()
  }

  function stop(status: 'closed' | 'idle'): void {
    cancelWait?.()
    cancelWait = null
    leave?.()
    leave = null
    if (attempt) hangUp({ kind: 'user' }, status)
    state.move(status, { attempt: 0, retryAt: null, error: null, latency: null, openedAt: null })
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
    restart,
    stop,
  }
}

function errorOf({ kind, code, reason, error }: CloseReason): WireError {
  if (error) return error
  const said = [code, reason].filter(Boolean).join(' ')
  const advice = 'reconnect() tries again'
  return new WireError(
    'closed',
    `Gave up after ${kind === 'peer' ? `the server closed with ${said}` : kind}; ${advice}`,
  )
}
