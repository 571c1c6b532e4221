import type { CloseReason } from '../transport/closeReason'
import type { IncomingMessage, OutgoingMessage } from '../transport/message'
import type { LinkSink, Transport, Wrapper } from '../transport/transport'

/** What went over a connection, as JSON. Times are milliseconds since its link was dialled. */
export interface Session {
  /** Of this format. */
  readonly version: 1
  /** Of the transport. */
  readonly name: string
  /** One for each link, oldest first. */
  readonly links: readonly (readonly SessionEvent[])[]
}

/** One thing that happened on a link. */
export type SessionEvent =
  | { readonly at: number; readonly what: 'opened' }
  | { readonly at: number; readonly what: 'received'; readonly message: IncomingMessage }
  | { readonly at: number; readonly what: 'sent'; readonly message: OutgoingMessage }
  | { readonly at: number; readonly what: 'closed'; readonly reason: Omit<CloseReason, 'error'> }

/** What `recordSession` returns. */
export interface SessionRecorder {
  /** To be the last of the `wrappers`, so that it sees what all others let through. */
  readonly wrapper: Wrapper
  /** What was recorded until now: `JSON.stringify` writes it. */
  session(): Session
}

/**
 * Records what goes over a connection, to play it back in a story or a test. Data is recorded as JSON has it: bytes are not.
 *
 * @example
 * const recorder = recordSession()
 * const chat = useWebSocket(url, { wrappers: [recorder.wrapper] })
 * copy(JSON.stringify(recorder.session()))
 */
export function recordSession(): SessionRecorder {
  const links: SessionEvent[][] = []
  let name = ''

  const wrapper: Wrapper = (transport) => ({
    ...transport,
    encode: (message) => ({ message, frame: transport.encode(message) }),
    sizeOf: (packet) => transport.sizeOf((packet as Packet).frame),
    connect(sink, context) {
      const events: SessionEvent[] = []
      const startedAt = context.clock.now()
      const at = (): number => Math.round(context.clock.now() - startedAt)
      name = transport.name
      links.push(events)
      const recording: LinkSink = {
        ...sink,
        opened(info) {
          events.push({ at: at(), what: 'opened' })
          sink.opened(info)
        },
        received(message) {
          events.push({ at: at(), what: 'received', message })
          sink.received(message)
        },
        closed(reason) {
          const { error: _, ...rest } = reason
          events.push({ at: at(), what: 'closed', reason: rest })
          sink.closed(reason)
        },
      }
      const link = transport.connect(recording, context)
      return {
        send(packet) {
          const { message, frame } = packet as Packet
          events.push({ at: at(), what: 'sent', message })
          return link.send(frame)
        },
        close: (why) => link.close(why),
        probe: () => link.probe?.(),
        get bufferedAmount() {
          return link.bufferedAmount
        },
      }
    },
  })

  return { wrapper, session: () => JSON.parse(JSON.stringify({ version: 1, name, links })) as Session }
}

interface Packet {
  readonly message: OutgoingMessage
  readonly frame: unknown
}

/** The options of `replaySession`. */
export interface ReplayOptions {
  /**
   * How much faster than it was; `Infinity` plays all at once.
   * @default 1
   */
  speed?: number
  /**
   * Sharing identity.
   * @default null
   */
  key?: string | null
}

/**
 * A transport that plays back what a server said, link by link, at the times it did. What is sent is taken and forgotten.
 * After the last link it opens no more.
 *
 * @example
 * <WireProvider transports={() => replaySession(session, { speed: 10 })}><Chat /></WireProvider>
 */
export function replaySession(session: Session, { speed = 1, key = null }: ReplayOptions = {}): Transport {
  if (session.version !== 1)
    throw new Error(`Expected a session of version 1, got ${String(session.version)}: record it anew`)
  let count = 0

  return {
    name: session.name,
    key,
    does: { send: true },
    encode: (message) => message,
    sizeOf: (message) => JSON.stringify(message).length,
    connect(sink, { clock, signal }) {
      const events = session.links[count] ?? []
      let isOpen = false
      count += 1
      for (const event of events)
        clock.after(event.at / speed, () => {
          if (signal.aborted) return
          if (event.what === 'opened') {
            isOpen = true
            sink.opened()
          } else if (event.what === 'received') sink.received(event.message)
          else if (event.what === 'closed') sink.closed(event.reason)
        })
      return {
        send() {},
        close() {
          isOpen = false
        },
        get bufferedAmount() {
          return isOpen ? 0 : Infinity
        },
      }
    },
  }
}
