import type { CloseReason } from '../transport/closeReason'
import type { Clock } from '../transport/clock'
import { WireError } from '../transport/error'
import type { IncomingMessage, OutgoingMessage, Reply } from '../transport/message'
import type { ConnectContext, Link, LinkSink } from '../transport/transport'
import { verdictOf } from '../transport/webSocketCodes'
import { idOf } from './answer'

/** How the network between behaves. */
export interface FakeNetworkOptions {
  /**
   * How long everything takes, each way, in milliseconds of the connection's clock.
   * @default 0, which is at once, before the call returns
   */
  delay?: number | undefined
  /**
   * Everything that the server says arrives twice.
   * @default false
   */
  duplicate?: boolean | undefined
  /**
   * Half-open: nothing arrives on either side, and nobody says so.
   * @default false
   */
  silent?: boolean | undefined
}

/** The far end of one link. */
export interface FakeLink {
  /** What the connection handed to it. */
  readonly context: ConnectContext
  /** Where it is in its life. */
  readonly status: 'dialling' | 'open' | 'closed'
  /** Why the connection closed it, if it did. */
  readonly closedFor: CloseReason | null
  /** What was sent over this link, and has arrived. */
  readonly sent: readonly OutgoingMessage[]
  /** The server accepts. */
  open(): void
  /**
   * The server sends an event. Like all that a server says, it throws while the link is dialling, and after `drop`; and it is
   * lost when the connection has closed the link.
   */
  message(event: string, data?: unknown, more?: Pick<IncomingMessage, 'id'>): void
  /**
   * The server answers a request, by default the last one. An answer that nobody waits for any more arrives as the event
   * `message`, as the codec `json()` would read it.
   */
  reply(data?: unknown, to?: OutgoingMessage): void
  /** The server refuses a request, by default the last one. */
  refuse(error: unknown, to?: OutgoingMessage): void
  /** Something arrives that cannot be read. */
  garble(frame?: unknown): void
  /** The link breaks: 1006, or with the server's close code and text. */
  drop(code?: number, reason?: string): void
  /** The link breaks, and the transport mends it itself (`does.reconnect`); `open()` ends it. */
  interrupt(): void
  /** The link is half-open from now on: nothing arrives on either side, and nobody says so. */
  goSilent(): void
  /** How many bytes stay in the link's buffer, until this is called again. */
  slow(bytes: number): void
}

/** A test has a server say something before it has accepted, or after the link broke. */
export class LinkNotOpenError extends Error {
  override name = 'LinkNotOpenError'
}

interface FakeLinkParts {
  sink: LinkSink
  context: ConnectContext
  /** Asked for everything that goes over it. */
  network(): FakeNetworkOptions
  /** The server hears something. */
  heard(message: OutgoingMessage, link: FakeLink): void
}

export function createFakeLink({ sink, context, network, heard }: FakeLinkParts): { link: Link; far: FakeLink } {
  const sent: OutgoingMessage[] = []
  let status: FakeLink['status'] = 'dialling'
  let closedFor: CloseReason | null = null
  /** The code with which the server ended it, or the network: then `closedFor` is `null`. */
  let droppedWith: number | undefined
  let buffered = 0
  let wentSilent = false

  const isSilent = (): boolean => wentSilent || (network().silent ?? false)

  /** A client that has gone does not hear what is said: that is no mistake of the test, and nothing arrives. */
  function checkSays(call: string): void {
    if (status === 'open' || closedFor) return
    const state = status === 'dialling' ? notYetOpen : `was ended by drop(${droppedWith}): ${nextLink}`
    throw new LinkNotOpenError(`fake.link.${call}(…) expects an open link, and this one ${state}`)
  }

  /** Something comes over the network, as late and as often as its options say. */
  function arrive(reported: () => void): void {
    const arrived = (): void => {
      if (status === 'open' && !isSilent()) reported()
    }
    const { delay = 0, duplicate = false } = network()
    travel(context.clock, delay, arrived)
    if (duplicate) travel(context.clock, delay, arrived)
  }

  /** What the codec `json()` does with `{ replyTo, payload }`, and with `{ replyTo, error }` for a refusal. */
  function answered(reply: Reply, data: object): void {
    arrive(() => {
      if (!sink.answered(reply)) sink.received({ event: 'message', data: { replyTo: reply.to, ...data } })
    })
  }

  const far: FakeLink = {
    context,
    sent,
    get status() {
      return status
    },
    get closedFor() {
      return closedFor
    },
    open() {
      if (status !== 'dialling') throw new Error(`Only a dialling link can open, this one is ${status}`)
      status = 'open'
      sink.opened()
    },
    message(event, data, more) {
      checkSays('message')
      arrive(() => sink.received({ ...more, event, data }))
    },
    reply(data, to) {
      checkSays('reply')
      answered({ to: idOf(sent, to), data }, { payload: data })
    },
    refuse(error, to) {
      checkSays('refuse')
      answered({ to: idOf(sent, to), data: undefined, error }, { error })
    },
    garble(frame = '�') {
      checkSays('garble')
      if (status === 'open' && !isSilent())
        sink.invalid(new WireError('cannot-decode', 'The test garbled this frame.'), frame)
    },
    drop(code = 1006, reason = '') {
      if (status === 'closed') return
      status = 'closed'
      droppedWith = code
      sink.closed({ kind: 'peer', code, reason, verdict: verdictOf(code) })
    },
    interrupt() {
      if (status === 'closed') throw new Error('A link that is closed cannot be interrupted')
      status = 'dialling'
      sink.interrupted({ kind: 'peer', code: 1006 })
    },
    goSilent() {
      wentSilent = true
    },
    slow(bytes) {
      buffered = bytes
    },
  }

  const link: Link = {
    send(frame) {
      if (isSilent()) return
      const message = frame as OutgoingMessage
      travel(context.clock, network().delay ?? 0, () => {
        sent.push(message)
        heard(message, far)
      })
    },
    close(why) {
      status = 'closed'
      closedFor = why
    },
    takes: () => (status === 'open' ? 'messages' : 'nothing'),
    buffered: () => buffered,
  }
  return { link, far }
}

const notYetOpen =
  'is dialling: a server says nothing before it has accepted. Call fake.link.open() first; with { opens: true }, wait until the component shows that it is open, as with `await screen.findByText(…)`.'

const nextLink = 'the next one is fake.link, when the connection has dialled anew.'

function travel(clock: Pick<Clock, 'after'>, delay: number, arrived: () => void): void {
  if (delay > 0) clock.after(delay, arrived)
  else arrived()
}
