import type { Message } from '../transport/message'
import type { Wrapper } from '../transport/transport'
import { checkNumber } from './checkNumber'
import { createAnswerMonitor } from './heartbeat/answerMonitor'
import { createSilenceMonitor } from './heartbeat/silenceMonitor'
import type { Monitor } from './heartbeat/monitor'
import { withSetting } from './withSetting'

declare const process: { env: { NODE_ENV?: string } }

/** How often to look whether the peer is there, and how. */
export interface HeartbeatOptions {
  /**
   * Milliseconds from one beat to the next. Many proxies drop a connection that is silent for 60 s. `Infinity` sends a
   * beat only when the page wakes up.
   * @default 25000
   */
  interval?: number | undefined
  /**
   * How long the peer may stay silent after a beat before the link is given up, in milliseconds. Anything that arrives
   * ends the silence: a message, the answer to a request, a frame that cannot be read.
   *
   * With `expectsAnswer: false` the silence is counted from whatever arrived last. Make it longer than the longest pause
   * that your server makes: a server that sends nothing for that long counts as dead.
   * @default 10000; with `expectsAnswer: false` it is `Infinity`, and no link is given up
   */
  timeout?: number | undefined
  /**
   * `false` for a server that answers no beat: beats are sent all the same, which keeps proxies from dropping the
   * connection, and the link is given up only after `timeout` without anything at all. When the page wakes up a beat is
   * sent, but nothing is decided sooner.
   * @default true
   */
  expectsAnswer?: boolean | undefined
  /**
   * What to send: a string is sent as it is, anything else through the codec. May be a function, which is called for
   * every beat.
   * @default the event `ping`
   */
  message?: unknown
  /**
   * Recognises the answer, which then measures `latency` and is not delivered. It is asked only while a beat is
   * unanswered. A frame that the codec cannot read is given to it as the event `message`.
   * @default the event `pong`, or a whole message that is the text `pong`; with `expectsAnswer: false` none
   */
  isPong?: ((message: Message) => boolean) | undefined
}

/**
 * Sends a message at a regular interval over an open link, and gives the link up at once when the peer stays silent; the
 * connection then dials anew and does not wait for the old link to close. Without it, a link that broke unnoticed
 * (half-open) is noticed only when the operating system does, after a minute or more. A page that wakes up decides within
 * 3 s, unless the server answers no beat (`expectsAnswer: false`). Does nothing to a transport that notices by itself (`does.heartbeat`), or cannot send. Throws a `WireError` with
 * the code `invalid-option` when `interval` or `timeout` is not a usable number.
 *
 * @example
 * useWebSocket(url, { wrappers: [heartbeat({ interval: 10_000, timeout: 5000 })] })
 *
 * @example
 * // A server that answers no ping, but sends something at least once a minute.
 * useWebSocket(url, { wrappers: [heartbeat({ expectsAnswer: false, timeout: 90_000 })] })
 */
export function heartbeat(options: HeartbeatOptions = {}): Wrapper {
  const { expectsAnswer = true, interval = 25_000, message: beatMessage } = options
  const { timeout = expectsAnswer ? 10_000 : Infinity, isPong = expectsAnswer ? isDefaultPong : isNoPong } = options
  check(interval, timeout, expectsAnswer)
  const createMonitor = expectsAnswer ? createAnswerMonitor : createSilenceMonitor

  return (transport) => {
    if (transport.does.heartbeat || !transport.does.send) return transport
    const setting = { interval, timeout, expectsAnswer, message: beatMessage, isPong }
    return {
      ...transport,
      does: { ...transport.does, heartbeat: true },
      settings: withSetting(transport.settings, 'wrappers: heartbeat', setting),
      connect(sink, context) {
        let monitor: Monitor | undefined

        function beat(): void {
          try {
            const data: unknown = typeof beatMessage === 'function' ? beatMessage() : beatMessage
            const frame = typeof data === 'string' ? data : transport.encode(messageOf(data))
            if (link.takes() !== 'nothing') void link.send(frame)
          } catch (cause) {
            sink.failed(cause)
          }
        }

        function isAnswer(message: Message): boolean {
          try {
            return isPong(message)
          } catch (cause) {
            sink.failed(cause)
            return false
          }
        }

        /** Report first: closing a dead socket can take a minute, and the next dial must not wait for it. */
        function dead(): void {
          const reason = { kind: 'heartbeat-timeout' } as const
          stop()
          sink.closed(reason)
          link.close(reason)
        }

        /** `isPong` may have closed the link. */
        function latency(milliseconds: number): void {
          if (monitor) sink.latency(milliseconds)
        }

        function stop(): void {
          monitor?.stop()
          monitor = undefined
        }

        const link = transport.connect(
          {
            ...sink,
            opened(info) {
              monitor = createMonitor({ clock: context.clock, interval, timeout, beat, isAnswer, latency, dead })
              sink.opened(info)
            },
            received(message) {
              if (monitor?.heard(message) !== 'answer') sink.received(message)
            },
            answered(reply) {
              monitor?.heard()
              return sink.answered(reply)
            },
            invalid(error, frame) {
              if (monitor?.heard({ event: 'message', data: frame }) !== 'answer') sink.invalid(error, frame)
            },
            interrupted(reason) {
              stop()
              sink.interrupted(reason)
            },
            closed(reason) {
              stop()
              sink.closed(reason)
            },
          },
          context,
        )
        return {
          ...link,
          close(why) {
            stop()
            link.close(why)
          },
          probe() {
            link.probe?.()
            monitor?.probe()
          },
        }
      },
    }
  }
}

function check(interval: number, timeout: number, expectsAnswer: boolean): void {
  checkNumber(
    interval,
    (value) => value > 0,
    () => process.env.NODE_ENV !== 'production' && 'heartbeat({ interval }) to be a number of milliseconds above 0.',
  )
  checkNumber(
    timeout,
    (value) => value > 0 && (value < Infinity || !expectsAnswer),
    () =>
      process.env.NODE_ENV !== 'production' &&
      'heartbeat({ timeout }) to be a number of milliseconds above 0, and Infinity only together with expectsAnswer: false.',
  )
}

const messageOf = (data: unknown): { event?: string; data: unknown } =>
  data === undefined ? { event: 'ping', data } : { data }

const isDefaultPong = ({ event, data }: Message): boolean =>
  event === 'pong' || (event === 'message' && data === 'pong')

const isNoPong = (): boolean => false
