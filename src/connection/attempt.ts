import type { CloseReason } from '../transport/closeReason'
import { toWireError } from '../transport/error'
import type { IncomingMessage, OutgoingMessage } from '../transport/message'
import type { ConnectContext, LinkSink, Transport } from '../transport/transport'
import type { Clock } from './clock'
import { createInbox, type Handshake, type Inbox } from './handshake'
import { createHeartbeat, type Heartbeat, type HeartbeatOptions } from './heartbeat'

export interface AttemptOptions {
  /**
   * Milliseconds from dialling to `open`: credentials, the link's own opening and the handshake together.
   * @default 10000
   */
  connectTimeout?: number
  /** Runs after the link opens and before the status is `open`. */
  handshake?: Handshake
  /**
   * Beats on an open link and abandons it at once when the peer stays silent. Without it a half-open link is noticed
   * only when the system notices: after a minute or more.
   * @default off
   */
  heartbeat?: HeartbeatOptions
}

/** One link from dialling to its end, with everything that watches over it. */
export interface Attempt {
  /** Hands a frame to the link; only while `bufferedAmount` is finite. */
  send(frame: unknown): void
  /** Bytes on their way out; `Infinity` unless open. */
  readonly bufferedAmount: number
  /** Asks an open link for a sign of life, if there is a heartbeat. */
  probe(): void
  /** Ends it without a word to `events`. */
  close(why: CloseReason): void
}

/** What becomes of an attempt: `closed` is the last and comes once. */
export interface AttemptEvents extends Pick<LinkSink, 'opened' | 'invalid' | 'interrupted' | 'closed'> {
  received(message: IncomingMessage): void
  latency(milliseconds: number): void
  /** A function of the user's threw. */
  failed(cause: unknown): void
  /** The link itself is up; a handshake may follow. */
  linked(): void
}

interface AttemptParts {
  transport: Transport
  options: AttemptOptions
  context: Omit<ConnectContext, 'signal'>
  clock: Clock
  events: AttemptEvents
}

export function createAttempt({ transport, options, context, clock, events }: AttemptParts): Attempt {
  const { connectTimeout = 10_000, handshake, heartbeat: beats } = options
  const abort = new AbortController()
  const { signal } = abort
  let phase: 'dialling' | 'handshake' | 'open' | 'over' = 'dialling'
  let heartbeat: Heartbeat | undefined
  let inbox: Inbox | undefined
  const cancelTimeout = clock.after(connectTimeout, () => abandon({ kind: 'connect-timeout' }))

  /** The first to end it is right; whoever comes later is told so. */
  function end(): boolean {
    if (phase === 'over') return false
    phase = 'over'
    cancelTimeout()
    heartbeat?.stop()
    abort.abort()
    return true
  }

  /** Reported, and perhaps dialled again, before the old link is closed: closing a dead one may take a minute. */
  function abandon(reason: CloseReason): void {
    if (!end()) return
    events.closed(reason)
    link.close(reason)
  }

  function send(frame: unknown): void {
    if (link.bufferedAmount < Infinity) link.send(frame)
  }

  function post(message: OutgoingMessage): void {
    send(transport.encode(message))
  }

  function shake(run: Handshake): void {
    phase = 'handshake'
    const mine = createInbox(signal)
    inbox = mine
    const wire = {
      send: (data: unknown) => post({ data }),
      emit: (event: string, data: unknown) => post({ event, data }),
      next: mine.next,
      signal,
    }
    Promise.resolve(wire)
      .then(run)
      .then(
        // Not when the link was interrupted meanwhile: the mended one has a handshake of its own.
        () => inbox === mine && ready(),
        (cause) => inbox === mine && abandon({ kind: 'handshake', error: toWireError(cause, 'handshake') }),
      )
  }

  function ready(): void {
    if (phase === 'over') return
    phase = 'open'
    cancelTimeout()
    if (beats && !transport.does.heartbeat) heartbeat = createHeartbeat(clock, beats, { beat, latency, dead, failed })
    events.opened()
    inbox?.rest().forEach(sink.received)
  }

  const { latency, failed } = events
  const dead = (): void => abandon({ kind: 'heartbeat-timeout' })

  function beat(message: unknown): void {
    if (typeof message === 'string') send(message)
    else post(message === undefined ? { event: 'ping', data: message } : { data: message })
  }

  const sink: LinkSink = {
    opened() {
      if (phase !== 'dialling') return
      events.linked()
      if (handshake) shake(handshake)
      else ready()
    },
    received(message) {
      if (phase === 'handshake') inbox?.put(message)
      else if (phase === 'open' && !heartbeat?.heard(message)) events.received(message)
    },
    invalid(error, frame) {
      if (phase !== 'over' && !heartbeat?.heard({ event: 'message', data: frame })) events.invalid(error)
    },
    interrupted(reason) {
      if (phase === 'over') return
      phase = 'dialling'
      inbox = undefined
      heartbeat?.stop()
      events.interrupted(reason)
    },
    closed(reason) {
      if (end()) events.closed(reason)
    },
  }

  const link = transport.connect(sink, { ...context, signal })
  return {
    send: link.send,
    get bufferedAmount() {
      return phase === 'open' ? link.bufferedAmount : Infinity
    },
    probe: () => heartbeat?.probe(),
    close(why) {
      if (end()) link.close(why)
    },
  }
}
