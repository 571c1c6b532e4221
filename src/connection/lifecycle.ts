import type { CloseKind, CloseReason } from '../transport/closeReason'
import { WireError } from '../transport/error'
import type { Transport } from '../transport/transport'
import { type Attempt, type AttemptEvents, type AttemptOptions, createAttempt } from './attempt'
import type { Clock } from '../transport/clock'
import type { Network, NetworkSignal } from './network'
import { createRetry, type RetryOptions } from './retry'
import type { ConnectionState, State } from './state'
import type { Status } from './status'

/** After a wake-up everybody wants to dial at once: spread over this many milliseconds. */
const wakeSpread = 500
/** How long a break stays unmentioned, in milliseconds. */
const patience = 5000

/** When to dial, and when to give up. */
export interface LifecycleOptions extends AttemptOptions, RetryOptions {}

export interface LifecycleEvents extends Pick<AttemptEvents, 'received' | 'invalid' | 'opened'> {
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
  /** A function of the user's threw. */
  failed(cause: unknown): void
  events: LifecycleEvents
}

export function createLifecycle(parts: LifecycleParts): Lifecycle {
  const { state, clock, network, transport, options, failed, events } = parts
  const retry = createRetry(parts)
  const status = (): Status => state.getState().status
  const memory = new Map<string, unknown>()
  let attempt: Attempt | undefined
  let linkedAt = Infinity
  let cancelWait = (): void => {}
  let cancelLost: (() => void) | undefined
  let leave: (() => void) | undefined

  /** Also keeps `lost`: more than 5 s without an open link, while one is wanted. */
  function move(next: Status, patch: Partial<ConnectionState>): void {
    const isMissing = leave && next !== 'open' && next !== 'closed'
    if (isMissing) cancelLost ??= clock.after(patience, () => state.set({ lost: true }))
    else {
      cancelLost?.()
      cancelLost = undefined
    }
    state.move(next, { details: {}, ...patch, ...(isMissing ? {} : { lost: false }) })
  }

  // Whoever hears of a move may close or restart everything at once: what follows a move looks again.

  function dial(patch?: Partial<ConnectionState>): void {
    cancelWait()
    const context = { attempt: retry.failures, refresh: retry.refresh, memory }
    const next = status() === 'open' || status() === 'reconnecting' ? 'reconnecting' : 'connecting'
    move(next, { ...patch, attempt: retry.failures })
    if (!leave || attempt) return
    attempt = createAttempt({ transport: transport(), options: options(), context, clock, events: attemptEvents })
  }

  function wait(delay: number, closeReason = state.getState().closeReason): void {
    cancelWait()
    if (delay === 0) return dial({ closeReason })
    const retryAt = network.isOnline() && delay < Infinity ? clock.date() + delay : null
    if (retryAt) cancelWait = clock.after(delay, dial)
    move('reconnecting', { closeReason, retryAt, attempt: retry.failures })
  }

  const attemptEvents: AttemptEvents = {
    ...events,
    latency: (latency) => state.set({ latency }),
    tell: (details) => state.set({ details: { ...state.getState().details, ...details } }),
    failed,
    linked() {
      linkedAt = clock.now()
    },
    opened(info) {
      linkedAt = Math.min(linkedAt, clock.now())
      move('open', { attempt: 0, error: null, openedAt: clock.date(), recovered: info.recovered ?? null })
      if (status() === 'open') events.opened(info)
    },
    interrupted(closeReason) {
      linkedAt = Infinity
      move('reconnecting', { closeReason })
      events.ended(closeReason, true)
    },
    closed(closeReason) {
      const ended = attempt
      const delay = retry.next(closeReason, clock.now() - linkedAt)
      // `shouldReconnect` may have taken matters into its own hands.
      if (attempt !== ended) return
      linkedAt = Infinity
      attempt = undefined
      if (delay === null && closeReason.kind === 'ended') move('closed', { closeReason, attempt: 0 })
      else if (delay === null) move('failed', { closeReason, attempt: retry.failures, error: errorOf(closeReason) })
      else wait(delay, closeReason)
      events.ended(closeReason, delay !== null)
    },
  }

  /** The page or its network changed: decide about an open link now, and do not sit out an old delay. */
  function onSignal(signal: NetworkSignal): void {
    state.set({ online: network.isOnline() })
    // A page with an open link may not enter the back/forward cache; `pageshow` is what wakes it.
    if (signal === 'pagehide') hangUp('page-hidden', 'reconnecting')
    else if (attempt) attempt.probe()
    else if (status() === 'reconnecting') wait(clock.random() * wakeSpread)
  }

  /** Ends the current link ourselves; false when there is none. */
  function hangUp(kind: CloseKind, next: Status, patch?: Partial<ConnectionState>): boolean {
    if (!attempt) return false
    const closeReason = { kind }
    attempt.close(closeReason)
    linkedAt = Infinity
    attempt = undefined
    move(next, { ...patch, closeReason })
    events.ended(closeReason, next === 'reconnecting')
    return true
  }

  function start(): void {
    if (leave && status() !== 'failed' && status() !== 'closed') return
    leave ??= network.subscribe(onSignal)
    retry.reset()
    dial({ online: network.isOnline(), error: null, closeReason: null })
  }

  return {
    get attempt() {
      return attempt
    },
    start,
    restart() {
      const wasUp = hangUp('user', 'reconnecting')
      if (status() === 'reconnecting') {
        retry.reset()
        dial()
      } else if (!wasUp) start()
    },
    stop(next) {
      if (!leave && status() === next) return
      const rest = { attempt: 0, error: null, latency: null, openedAt: null, recovered: null }
      cancelWait()
      memory.clear()
      leave?.()
      leave = undefined
      if (!hangUp('user', next, rest)) move(next, rest)
    },
  }
}

function errorOf({ kind, code, reason, error }: CloseReason): WireError {
  return error ?? new WireError('closed', [kind, code, reason].filter(Boolean).join(' '))
}
