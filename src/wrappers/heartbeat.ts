import type { Clock } from '../transport/clock'
import type { Message } from '../transport/message'
import type { LinkSink, Wrapper } from '../transport/transport'

/** How often to look whether the peer is there, and how. */
export interface HeartbeatOptions {
  /**
   * Time between two beats, in milliseconds. Proxies drop a silent connection after 60 s.
   * @default 25000
   */
  interval?: number
  /**
   * How long the peer may stay silent after a beat, in milliseconds. Any traffic counts as life.
   * @default 10000
   */
  timeout?: number
  /**
   * What to send: a string goes out as it is, anything else through the codec. May be a function.
   * @default the event `ping`
   */
  message?: unknown
  /**
   * Recognises the answer, which then measures `latency` and is not delivered. A frame the codec cannot read is shown
   * as the event `message`.
   * @default the event `pong`, or the text `pong`
   */
  isPong?(message: Message): boolean
}

/** After waking up, this decides about the old link, in milliseconds. */
const probeTimeout = 3000
/** A timer that is this late, in milliseconds, says nothing about the peer: the page was busy or the machine asleep. */
const lateness = 100

/**
 * Beats on an open link and abandons it at once when the peer stays silent: the old link is not waited for. Without it
 * a half-open link is noticed only when the system notices, after a minute or more. Does nothing to a transport that
 * notices by itself, or cannot send.
 *
 * @example
 * useWebSocket(url, { wrappers: [heartbeat({ interval: 10_000, timeout: 5000 })] })
 */
export function heartbeat(options: HeartbeatOptions = {}): Wrapper {
  return (transport) => {
    if (transport.does.heartbeat || !transport.does.send) return transport
    return {
      ...transport,
      does: { ...transport.does, heartbeat: true },
      connect(sink, context) {
        let watch: Heartbeat | undefined

        function beat(message: unknown): void {
          const event = message === undefined ? 'ping' : undefined
          const frame =
            typeof message === 'string'
              ? message
              : transport.encode(event ? { event, data: message } : { data: message })
          if (link.bufferedAmount < Infinity) void link.send(frame)
        }

        /** Reported, and perhaps dialled again, before the old link is closed: closing a dead one may take a minute. */
        function dead(): void {
          const reason = { kind: 'heartbeat-timeout' } as const
          sink.closed(reason)
          link.close(reason)
        }

        const link = transport.connect(
          {
            ...sink,
            opened(info) {
              watch = createHeartbeat(context.clock, options, { ...sink, beat, dead })
              sink.opened(info)
            },
            received(message) {
              if (!watch?.heard(message)) sink.received(message)
            },
            invalid(error, frame) {
              if (!watch?.heard({ event: 'message', data: frame })) sink.invalid(error, frame)
            },
            interrupted(reason) {
              watch?.stop()
              watch = undefined
              sink.interrupted(reason)
            },
            closed(reason) {
              watch?.stop()
              sink.closed(reason)
            },
          },
          context,
        )
        return {
          send: link.send,
          close(why) {
            watch?.stop()
            link.close(why)
          },
          probe: () => watch?.probe(),
          get bufferedAmount() {
            return link.bufferedAmount
          },
        }
      },
    }
  }
}

/** Watches one open link. */
export interface Heartbeat {
  /** Something arrived. True when it was the answer to a beat and nobody else needs to see it. */
  heard(message: Message): boolean
  /** Asks the peer for a sign of life now. */
  probe(): void
  stop(): void
}

interface Watched extends Pick<LinkSink, 'latency' | 'failed'> {
  beat(message: unknown): void
  dead(): void
}

export function createHeartbeat(clock: Clock, options: HeartbeatOptions, link: Watched): Heartbeat {
  const { interval = 25_000, timeout = 10_000, message: ping, isPong = isDefaultPong } = options
  let alive = true
  let awaitingPong = false
  let probing = false
  let sentAt = 0
  let cancel = (): void => {}

  function tryTo<T>(run: () => T): T | undefined {
    try {
      return run()
    } catch (cause) {
      link.failed(cause)
    }
  }

  function wait(delay: number, next: (isLate: boolean) => void): void {
    const due = clock.date() + delay
    cancel = clock.after(delay, () => next(clock.date() - due > lateness))
  }

  function rest(delay: number): void {
    wait(Math.max(0, delay), (isLate) => (isLate ? probe() : ask(timeout)))
  }

  function ask(patience: number): void {
    cancel()
    alive = false
    awaitingPong = true
    sentAt = clock.now()
    wait(patience, decide)
    tryTo(() => link.beat(typeof ping === 'function' ? ping() : ping))
  }

  function probe(): void {
    if (probing) return
    probing = true
    ask(Math.min(timeout, probeTimeout))
  }

  function decide(isLate: boolean): void {
    if (!alive && isLate && !probing) return probe()
    if (!alive) return link.dead()
    probing = false
    rest(sentAt + interval - clock.now())
  }

  rest(interval)
  return {
    heard(message) {
      alive = true
      if (!awaitingPong || !tryTo(() => isPong(message))) return false
      awaitingPong = false
      link.latency(clock.now() - sentAt)
      return true
    },
    probe,
    stop: () => cancel(),
  }
}

const isDefaultPong = ({ event, data }: Message): boolean => event === 'pong' || data === 'pong'
