import type { Clock } from '../transport/clock'
import type { CloseReason } from '../transport/closeReason'
import type { ConnectContext, Link, LinkSink, OpeningInfo, Transport } from '../transport/transport'
import { numberOption } from '../transport/numberOption'

/** How long one link may take to open. */
export interface AttemptOptions {
  /**
   * Milliseconds from dialling to `open`: credentials, the link's own opening and a handshake together.
   * @default 10000
   */
  connectTimeout?: number | undefined
}

/** Dials once, and watches over the link until it ends. */
export interface Attempt {
  /** The link. It carries messages from `opened` to `closed`. */
  readonly link: Link
  /** The page woke up or the network came back: decides within 3 s whether this link is of any use. */
  probe(): void
  /** Ends the link without calling any event. */
  close(why: CloseReason): void
}

/** What becomes of an attempt. `closed` comes once, and after it only `failed` may come: a function of the user's that threw. */
export interface AttemptEvents extends Pick<
  LinkSink,
  'accepted' | 'received' | 'answered' | 'invalid' | 'latency' | 'learned' | 'failed' | 'interrupted' | 'closed'
> {
  /** Usable from now on. `details` are what was learned of the link until now. */
  opened(info: OpeningInfo, details: Readonly<Record<string, unknown>>): void
}

interface AttemptParts {
  transport: Transport
  options: AttemptOptions
  context: Omit<ConnectContext, 'signal' | 'clock' | 'connectTimeout'>
  clock: Clock
  events: AttemptEvents
}

const defaultConnectTimeoutMs = 10_000
/** How long a dial that hangs is given after the page woke up, in milliseconds. */
const probeTimeoutMs = 3000

export function createAttempt({ transport, options, context, clock, events }: AttemptParts): Attempt {
  const abort = new AbortController()
  const { signal } = abort
  /** `mending` after the link broke, while its transport opens it again by itself. */
  let status: 'dialling' | 'open' | 'mending' | 'over' = 'dialling'
  /** What was learned before the link was usable. */
  let details: Readonly<Record<string, unknown>> = {}
  const connectTimeout = numberOption('connectTimeout', options.connectTimeout, defaultConnectTimeoutMs, 1)
  let givesUpAt = clock.now() + connectTimeout
  let cancelTimeout = clock.after(connectTimeout, giveUp)

  /** Report first: closing a dead socket can take a minute, and the next dial must not wait for it. */
  function giveUp(): void {
    if (!end()) return
    const reason = { kind: 'connect-timeout' } as const
    events.closed(reason)
    link.close(reason)
  }

  /** False when it has ended before: only the first reason counts. */
  function end(): boolean {
    if (status === 'over') return false
    status = 'over'
    cancelTimeout()
    abort.abort()
    return true
  }

  /** A transport of the user's may throw though it must not. */
  function connect(): Link {
    try {
      return transport.connect(sink, { ...context, signal, clock, connectTimeout })
    } catch (cause) {
      end()
      throw cause
    }
  }

  const sink: LinkSink = {
    failed: events.failed,
    accepted() {
      if (status === 'dialling') events.accepted()
    },
    latency(milliseconds) {
      if (status === 'open') events.latency(milliseconds)
    },
    opened(info = {}) {
      if (status === 'open' || status === 'over') return
      status = 'open'
      cancelTimeout()
      events.opened(info, details)
    },
    received(message) {
      if (status === 'open') events.received(message)
    },
    answered: (reply) => status === 'open' && events.answered(reply),
    invalid(error, frame) {
      if (status !== 'over') events.invalid(error, frame)
    },
    learned(more) {
      if (status === 'open') events.learned(more)
      else details = { ...details, ...more }
    },
    interrupted(reason) {
      if (status === 'over') return
      status = 'mending'
      details = {}
      events.interrupted(reason)
    },
    closed(reason) {
      if (end()) events.closed(reason)
    },
  }

  const link = connect()
  return {
    link,
    probe() {
      if (status === 'open') return link.probe?.()
      // A transport that mends its own link has time-outs of its own.
      if (status !== 'dialling' || givesUpAt - clock.now() <= probeTimeoutMs) return
      givesUpAt = clock.now() + probeTimeoutMs
      cancelTimeout()
      cancelTimeout = clock.after(probeTimeoutMs, giveUp)
    },
    close(why) {
      if (end()) link.close(why)
    },
  }
}
