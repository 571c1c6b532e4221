import type { Clock } from '../transport/clock'
import type { CloseReason } from '../transport/closeReason'
import type { ConnectContext, Link, LinkSink, OpeningInfo, Transport } from '../transport/transport'

/** How long one link may take to open. */
export interface AttemptOptions {
  /**
   * Milliseconds from dialling to `open`: credentials, the link's own opening and a handshake together.
   * @default 10000
   */
  connectTimeout?: number
}

/** One link from dialling to its end, with everything that watches over it. */
export interface Attempt {
  /** Hands a frame to the link; only while `bufferedAmount` is finite. */
  send: Link['send']
  /** Bytes on their way out; `Infinity` unless open. */
  readonly bufferedAmount: number
  /** Has an open link look for a sign of life. */
  probe(): void
  /** Ends it without a word to `events`. */
  close(why: CloseReason): void
}

/** What becomes of an attempt: `closed` is the last and comes once. */
export interface AttemptEvents extends LinkSink {
  opened(info: OpeningInfo): void
}

interface AttemptParts {
  transport: Transport
  options: AttemptOptions
  context: Omit<ConnectContext, 'signal' | 'clock'>
  clock: Clock
  events: AttemptEvents
}

export function createAttempt({ transport, options, context, clock, events }: AttemptParts): Attempt {
  const abort = new AbortController()
  const { signal } = abort
  let phase: 'dialling' | 'open' | 'over' = 'dialling'
  const cancelTimeout = clock.after(options.connectTimeout ?? 10_000, () => {
    const reason = { kind: 'connect-timeout' } as const
    // Reported, and perhaps dialled again, before the old link is closed.
    end()
    events.closed(reason)
    link.close(reason)
  })

  /** The first to end it is right; whoever comes later is told so. */
  function end(): boolean {
    if (phase === 'over') return false
    phase = 'over'
    cancelTimeout()
    abort.abort()
    return true
  }

  const sink: LinkSink = {
    failed: events.failed,
    linked() {
      if (phase === 'dialling') events.linked()
    },
    latency(milliseconds) {
      if (phase === 'open') events.latency(milliseconds)
    },
    opened(info = {}) {
      if (phase !== 'dialling') return
      phase = 'open'
      cancelTimeout()
      events.opened(info)
    },
    received(message) {
      if (phase === 'open') events.received(message)
    },
    invalid(error) {
      if (phase !== 'over') events.invalid(error)
    },
    tell(details) {
      if (phase === 'open') events.tell(details)
    },
    interrupted(reason) {
      if (phase === 'over') return
      phase = 'dialling'
      events.interrupted(reason)
    },
    closed(reason) {
      if (end()) events.closed(reason)
    },
  }

  const link = transport.connect(sink, { ...context, signal, clock })
  return {
    send: link.send,
    get bufferedAmount() {
      return phase === 'open' ? link.bufferedAmount : Infinity
    },
    probe: () => link.probe?.(),
    close(why) {
      if (end()) link.close(why)
    },
  }
}
