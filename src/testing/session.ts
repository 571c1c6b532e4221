import type { CloseReason } from '../transport/closeReason'
import { textOf, WireError } from '../transport/error'
import { identify, type IdentityOptions } from '../transport/identity'
import type { IncomingMessage, OutgoingMessage, Reply } from '../transport/message'
import type { OpeningInfo, SendingTransport, Wrapper } from '../transport/transport'
import { redact, redacted, redactText } from './redact'

declare const process: { env: { NODE_ENV?: string } }

/**
 * What went over a connection, as JSON. Times are milliseconds since its link was dialled. It holds no address, no
 * header, and nothing else that the connection was made with.
 */
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
  | ({ readonly at: number; readonly what: 'opened' } & OpeningInfo)
  | { readonly at: number; readonly what: 'received'; readonly message: IncomingMessage }
  | { readonly at: number; readonly what: 'answered'; readonly reply: Reply }
  | { readonly at: number; readonly what: 'sent'; readonly message: OutgoingMessage }
  | { readonly at: number; readonly what: 'interrupted'; readonly reason: SessionCloseReason }
  | { readonly at: number; readonly what: 'closed'; readonly reason: SessionCloseReason }

type SessionCloseReason = Omit<CloseReason, 'error'>

/** What `recordSession` returns. */
export interface SessionRecorder {
  /**
   * To be the last of the `wrappers`, so that it sees what all others let through: neither a handshake nor beats. To play
   * back a component that runs a `handshake`, put it before that one, so that the handshake is recorded too.
   */
  readonly wrapper: Wrapper
  /** What was recorded until now: `JSON.stringify` writes it. */
  session(): Session
}

/** The options of `recordSession`. */
export interface RecordOptions {
  /**
   * What is recorded in place of the data of a message, which it gets as JSON has it. What it throws is reported to
   * `onError`, and the data is left out.
   * @default replaces what looks like a credential with `[redacted]`: texts in fields with a name such as `token` or
   * `password`, such parameters of addresses, `Bearer …`, JSON Web Tokens, and everything in an event such as `AUTH`
   */
  redact?: ((data: unknown, event: string | undefined) => unknown) | undefined
}

/**
 * Records what goes over a connection, to play it back in a story or a test. Data is recorded as JSON has it: bytes are
 * not. Look through a recording before you share it: a secret that does not look like one is in it.
 *
 * @example
 * const recorder = recordSession()
 * const chat = useWebSocket(url, { wrappers: [recorder.wrapper] })
 * copy(JSON.stringify(recorder.session()))
 */
export function recordSession(options: RecordOptions = {}): SessionRecorder {
  const links: SessionEvent[][] = []
  let name = ''

  const wrapper: Wrapper = (transport) => ({
    ...transport,
    encode: (message) => new Packet(message, transport.encode(message)),
    sizeOf: (packet) => transport.sizeOf(packet instanceof Packet ? packet.frame : packet),
    copy(packet) {
      const { copy = (frame) => frame } = transport
      return packet instanceof Packet ? new Packet(packet.message, copy(packet.frame)) : copy(packet)
    },
    connect(sink, context) {
      const events: SessionEvent[] = []
      const startedAt = context.clock.now()
      const at = (): number => Math.round(context.clock.now() - startedAt)
      name = transport.name
      links.push(events)

      /** A copy of a message's data as it is now, whatever becomes of the original. */
      function recordable(data: unknown, event: string | undefined): unknown {
        try {
          return asJson((options.redact ?? redact)(asJson(data), event))
        } catch (cause) {
          sink.failed(cause)
          return redacted
        }
      }

      function recordableReply({ to, data, error }: Reply): Reply {
        const refusal = error === undefined ? {} : { error: recordable(error, undefined) }
        return { to, data: recordable(data, undefined), ...refusal }
      }

      const link = transport.connect(
        {
          ...sink,
          opened(info) {
            events.push({ at: at(), what: 'opened', ...info })
            sink.opened(info)
          },
          received(message) {
            const { event, data, id, reply } = message
            const copy = {
              event,
              data: recordable(data, event),
              ...(id === undefined ? {} : { id }),
              ...(reply === undefined ? {} : { reply: recordableReply(reply) }),
            }
            events.push({ at: at(), what: 'received', message: copy })
            sink.received(message)
          },
          answered(reply) {
            const answeredAt = at()
            const isAnswer = sink.answered(reply)
            if (isAnswer) events.push({ at: answeredAt, what: 'answered', reply: recordableReply(reply) })
            return isAnswer
          },
          interrupted(reason) {
            events.push({ at: at(), what: 'interrupted', reason: recordableReason(reason) })
            sink.interrupted(reason)
          },
          closed(reason) {
            events.push({ at: at(), what: 'closed', reason: recordableReason(reason) })
            sink.closed(reason)
          },
        },
        context,
      )
      return {
        ...link,
        send(packet) {
          // A wrapper outside this one may send a frame that no codec wrote: a beat that is a text.
          const { message, frame } = packet instanceof Packet ? packet : new Packet({ data: packet }, packet)
          const sent = { ...message, data: recordable(message.data, message.event) }
          const event: SessionEvent = { at: at(), what: 'sent', message: sent }
          // Before it is sent, since the answer may come before `send` returns.
          events.push(event)
          try {
            return link.send(frame)
          } catch (cause) {
            events.splice(events.indexOf(event), 1)
            throw cause
          }
        },
      }
    },
  })

  return { wrapper, session: () => asJson({ version: 1, name, links }) as Session }
}

/** A message with the frame that the codec made of it. */
class Packet {
  readonly message: OutgoingMessage
  readonly frame: unknown

  constructor(message: OutgoingMessage, frame: unknown) {
    this.message = message
    this.frame = frame
  }
}

/** Without the error, which JSON cannot hold and whose text may hold anything. */
function recordableReason({ error: _error, ...reason }: CloseReason): SessionCloseReason {
  return reason.reason === undefined ? reason : { ...reason, reason: redactText(reason.reason) }
}

/** A copy as JSON has it. Throws for what refers to itself. */
function asJson(value: unknown): unknown {
  const text: string | undefined = JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'bigint' ? String(part) : part,
  )
  return text === undefined ? undefined : JSON.parse(text)
}

/** The options of `replaySession`. */
export interface ReplayOptions extends IdentityOptions {
  /**
   * How much faster than it was; `Infinity` plays all at once.
   * @default 1
   */
  speed?: number | undefined
}

/** Where a connection remembers how many links it has played. */
const playedLinks = 'replaySession: links'

/**
 * A transport that plays back what a server said, link by link, at the times it did. A request gets the answer that the
 * same request got when it was recorded, after the time it took then; everything else that is sent is taken and
 * forgotten. After the last link it opens no more, until the connection was closed and starts anew. It needs no
 * `heartbeat`: one that is among the `wrappers` does nothing.
 *
 * Throws a `WireError` with the code `invalid-option` for a session of another version, and a `speed` that is not a number
 * above 0.
 *
 * @example
 * <WireProvider transports={() => replaySession(session, { speed: 10 })}><Chat /></WireProvider>
 */
export function replaySession(session: Session, options: ReplayOptions = {}): SendingTransport {
  const { speed = 1, key, identity } = options
  check(session, speed)

  return {
    name: session.name,
    identity: identify({
      transport: session.name,
      address: undefined,
      label: 'replay',
      also: [session, speed],
      key,
      identity,
      // Nobody shares a replay without a `key`.
      isDynamicAddress: true,
    }),
    settings: {},
    does: {
      send: true,
      reconnect: session.links.some((events) => events.some(({ what }) => what === 'interrupted')),
      heartbeat: true,
    },
    encode: (message) => message,
    sizeOf: (message) => JSON.stringify(message).length,
    connect(sink, { clock, memory }) {
      const count = Number(memory.get(playedLinks) ?? 0)
      memory.set(playedLinks, count + 1)
      const events = session.links[count] ?? []
      const startedAt = clock.now()
      const askedBefore = new Set<SessionEvent>()
      const cancels = new Set<() => void>()
      let status: 'closed' | 'open' | 'over' = 'closed'

      function schedule(delay: number, run: () => void): void {
        const cancel = clock.after(Math.max(0, delay), () => {
          cancels.delete(cancel)
          run()
        })
        cancels.add(cancel)
      }

      function end(): void {
        status = 'over'
        for (const cancel of cancels) cancel()
        cancels.clear()
      }

      function playFrom(index: number): void {
        const event = events[index]
        if (!event || status === 'over') return
        schedule(startedAt + event.at / speed - clock.now(), () => {
          play(event)
          playFrom(index + 1)
        })
      }

      function play(event: SessionEvent): void {
        if (event.what === 'opened') {
          status = 'open'
          sink.opened(event.recovered === undefined ? {} : { recovered: event.recovered })
        } else if (event.what === 'received') {
          sink.received(event.message)
        } else if (event.what === 'interrupted') {
          status = 'closed'
          sink.interrupted(event.reason)
        } else if (event.what === 'closed') {
          end()
          sink.closed(event.reason)
        }
      }

      /** The ids of requests are others than they were: the same events were asked in the same order. */
      function answer({ event, id }: OutgoingMessage): void {
        const asked = events.find(
          (was): was is Extract<SessionEvent, { what: 'sent' }> =>
            was.what === 'sent' && was.message.id !== undefined && was.message.event === event && !askedBefore.has(was),
        )
        if (id === undefined || !asked) return
        askedBefore.add(asked)
        for (const was of events) {
          if (was.what !== 'answered' || was.reply.to !== asked.message.id) continue
          schedule((was.at - asked.at) / speed, () => sink.answered({ ...was.reply, to: id }))
        }
      }

      playFrom(0)
      return {
        send: (frame) => answer(frame as OutgoingMessage),
        close: end,
        takes: () => (status === 'open' ? 'messages' : 'nothing'),
        buffered: () => 0,
      }
    },
  }
}

function check(session: Session, speed: number): void {
  const version: unknown = Object(session).version
  if (version !== 1) {
    throw new WireError(
      'invalid-option',
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected replaySession(session) with a session of version 1, got ${whatCame(session, version)}.`,
    )
  }
  if (typeof speed !== 'number' || !(speed > 0)) {
    throw new WireError(
      'invalid-option',
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected replaySession(session, { speed }) to be a number above 0, got ${textOf(speed)}.`,
    )
  }
}

/** What is no session, and what to give instead. */
function whatCame(session: unknown, version: unknown): string {
  if (typeof session === 'string') return 'a text: give what JSON.parse() makes of it'
  if (typeof session !== 'object' || session === null)
    return `${textOf(session)}: give what a recorder gives as session()`
  if ('wrapper' in session) return 'what recordSession() returns: give its session()'
  if (version === undefined) return 'an object without a version: give what a recorder gives as session()'
  return `version ${textOf(version)}: record it anew`
}
