import type { CloseReason } from '../transport/closeReason'
import { toWireError, WireError } from '../transport/error'
import type { Message, OutgoingMessage } from '../transport/message'
import type { OpeningInfo, Wrapper } from '../transport/transport'
import { createInbox, type Inbox } from './handshake/inbox'
import { withSetting } from './withSetting'

declare const process: { env: { NODE_ENV?: string } }

/** Sends and awaits what a server needs first, such as a token. May throw, and may be async. */
export type Handshake = (wire: HandshakeWire) => void | Promise<void>

/** What a handshake can do before the connection is open. The functions may be passed around alone. */
export interface HandshakeWire {
  /**
   * Sends a whole message at once, ahead of everything that waits in the outbox. Throws what the codec throws, and a
   * `WireError` with the code `cannot-send` when the link has ended, was interrupted, or the handshake is over.
   */
  send(data: unknown): void
  /** Sends an event at once; throws as `send` does. */
  emit(event: string, data?: unknown): void
  /**
   * The next message, or the next one with this event. Messages of other events are kept for the listeners of the
   * connection, which get them once it is open. Rejects with `aborted` when the link ends, is interrupted, or the
   * handshake is over.
   */
  next(event?: string): Promise<Message>
  /** The server refused the last credentials: do not use cached ones. */
  readonly refresh: boolean
  /** Aborted when the link ends, is interrupted, or did not open within the connect timeout. */
  readonly signal: AbortSignal
}

/** One handshake with the server: from the opening of a link until that link ends or is interrupted. */
interface Exchange {
  readonly inbox: Inbox
  readonly abort: AbortController
  /** `delivering` while the listeners get what came during the handshake; later messages wait behind that. */
  status: 'running' | 'delivering' | 'over'
}

/**
 * Runs a function after a link opens and before the status is `open`; the connect timeout covers it. It runs again on
 * every link, and on a link that its transport has mended. When it throws, the link is closed and the next attempt follows
 * the usual rules; throw a `WireError` with the code `unauthorized` to give up instead.
 *
 * @example
 * const signIn = handshake(async ({ emit, next }) => {
 *   emit('AUTH', { token: await getToken() })
 *   await next('READY')
 * })
 * useWebSocket(url, { wrappers: [signIn] })
 */
export function handshake(run: Handshake): Wrapper {
  return (transport) => ({
    ...transport,
    settings: withSetting(transport.settings, 'wrappers: handshake', run),
    connect(sink, context) {
      /** Of the link as it is now; none before it opened and after it ended. */
      let current: Exchange | undefined
      let cancelTimeout = (): void => {}

      /** The link ended or was interrupted: what its handshake does from now on has no effect. */
      function end(): void {
        const ended = current
        cancelTimeout()
        current = undefined
        ended?.inbox.endHandshake()
        ended?.abort.abort()
      }

      function post(exchange: Exchange, message: OutgoingMessage): void {
        if (exchange !== current || exchange.status !== 'running' || link.takes() === 'nothing') throw cannotSend()
        void link.send(transport.encode(message))
      }

      async function start(exchange: Exchange, info?: OpeningInfo): Promise<void> {
        try {
          await run({
            send: (data) => post(exchange, { data }),
            emit: (event, data) => post(exchange, { event, data }),
            next: exchange.inbox.next,
            refresh: context.refresh,
            signal: exchange.abort.signal,
          })
        } catch (cause) {
          if (exchange === current)
            fail({
              kind: 'handshake',
              error: toWireError(
                cause,
                'handshake',
                (said) =>
                  process.env.NODE_ENV !== 'production' &&
                  `Expected the handshake to end, but it threw: ${said}. The link was closed, and the handshake runs again on the next one; to stop the connection, throw a WireError with the code "unauthorized".`,
              ),
            })
          return
        }
        if (exchange === current) open(exchange, info)
      }

      /** The listeners get what came during the handshake; any of them may end the link. */
      function open(exchange: Exchange, info?: OpeningInfo): void {
        exchange.status = 'delivering'
        cancelTimeout()
        exchange.inbox.endHandshake()
        sink.opened(info)
        while (exchange === current) {
          const message = exchange.inbox.shift()
          if (!message) break
          sink.received(message)
        }
        exchange.status = 'over'
      }

      function fail(reason: CloseReason): void {
        end()
        sink.closed(reason)
        link.close(reason)
      }

      const link = transport.connect(
        {
          ...sink,
          opened(info) {
            sink.accepted()
            // On a link that its transport has mended, nobody else limits how long it takes.
            cancelTimeout = context.clock.after(context.connectTimeout, () => fail({ kind: 'connect-timeout' }))
            current = { inbox: createInbox(), abort: new AbortController(), status: 'running' }
            void start(current, info)
          },
          received(message) {
            if (current && current.status !== 'over') current.inbox.add(message)
            else sink.received(message)
          },
          // No request has gone out over this link yet, so nothing is an answer.
          answered: (reply) => current?.status !== 'running' && sink.answered(reply),
          interrupted(reason) {
            end()
            sink.interrupted(reason)
          },
          closed(reason) {
            end()
            sink.closed(reason)
          },
        },
        context,
      )
      context.signal.addEventListener('abort', end)
      return {
        ...link,
        close(why) {
          end()
          link.close(why)
        },
        takes: () => (current?.status === 'running' ? 'nothing' : link.takes()),
      }
    },
  })
}

function cannotSend(): WireError {
  return new WireError(
    'cannot-send',
    () =>
      process.env.NODE_ENV !== 'production' &&
      'Expected a handshake that still runs on an open link, but it is over, or its link has ended or takes nothing now. The message was not sent. Await everything that a handshake sends before it returns; afterwards use send() and emit() of the connection.',
  )
}
