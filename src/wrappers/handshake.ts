import { toWireError, WireError } from '../transport/error'
import type { IncomingMessage, Message, OutgoingMessage } from '../transport/message'
import type { OpeningInfo, Wrapper } from '../transport/transport'

/** Says who we are, before anything else is said. May throw. */
export type Handshake = (wire: HandshakeWire) => void | Promise<void>

/** What a handshake can do before the connection is open. */
export interface HandshakeWire {
  /** Sends a whole message at once, ahead of everything that waits. */
  send(data: unknown): void
  /** Sends an event at once. */
  emit(event: string, data?: unknown): void
  /**
   * The next message, or the next one with this event. What it passes over is not lost: listeners get it once the
   * connection is open. Rejects with `aborted` when the link ends.
   */
  next(event?: string): Promise<Message>
  /** Aborted when the link ends or the connect timeout has passed. */
  readonly signal: AbortSignal
}

/**
 * Runs a function after a link opens and before the status is `open`; the connect timeout covers it. When it throws,
 * the link is closed and the next attempt follows the usual rules; throw a `WireError` with the code `unauthorized` to
 * give up instead.
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
    connect(sink, context) {
      /** There is one as long as a handshake runs. */
      let inbox: Inbox | undefined

      function post(message: OutgoingMessage): void {
        if (link.bufferedAmount < Infinity) void link.send(transport.encode(message))
      }

      async function shake(mine: Inbox, info?: OpeningInfo): Promise<void> {
        const { signal } = context
        try {
          await run({
            send: (data) => post({ data }),
            emit: (event, data) => post({ event, data }),
            next: mine.next,
            signal,
          })
        } catch (cause) {
          if (inbox !== mine) return
          const reason = { kind: 'handshake', error: toWireError(cause, 'handshake') } as const
          inbox = undefined
          sink.closed(reason)
          return link.close(reason)
        }
        // Not when the link ended or was interrupted meanwhile: a mended one has a handshake of its own.
        if (inbox !== mine) return
        inbox = undefined
        sink.opened(info)
        mine.rest().forEach(sink.received)
      }

      const link = transport.connect(
        {
          ...sink,
          opened(info) {
            sink.linked()
            inbox = createInbox(context.signal)
            void shake(inbox, info)
          },
          received(message) {
            if (inbox) inbox.put(message)
            else sink.received(message)
          },
          interrupted(reason) {
            inbox = undefined
            sink.interrupted(reason)
          },
          closed(reason) {
            inbox = undefined
            sink.closed(reason)
          },
        },
        context,
      )
      return {
        send: link.send,
        close(why) {
          inbox = undefined
          link.close(why)
        },
        probe: () => link.probe?.(),
        get bufferedAmount() {
          return link.bufferedAmount
        },
      }
    },
  })
}

/** What arrives while a handshake runs: taken out by `next`, the rest kept in order. */
export interface Inbox {
  put(message: IncomingMessage): void
  next(event?: string): Promise<Message>
  /** What nobody took. */
  rest(): readonly IncomingMessage[]
}

export function createInbox(signal: AbortSignal): Inbox {
  const messages: IncomingMessage[] = []
  const waiting: (() => void)[] = []

  function wakeAll(): void {
    for (const wake of waiting.splice(0)) wake()
  }
  signal.addEventListener('abort', wakeAll)

  async function next(event?: string): Promise<Message> {
    for (;;) {
      if (signal.aborted) throw new WireError('aborted', event)
      const index = messages.findIndex((message) => !event || message.event === event)
      const [message] = index < 0 ? [] : messages.splice(index, 1)
      if (message) return message
      await new Promise<void>((wake) => waiting.push(wake))
    }
  }

  return {
    put(message) {
      messages.push(message)
      wakeAll()
    },
    next,
    rest: () => messages,
  }
}
