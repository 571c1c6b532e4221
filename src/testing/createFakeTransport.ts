import { type CloseReason, verdictOf } from '../transport/closeReason'
import { WireError } from '../transport/error'
import type { IncomingMessage, OutgoingMessage } from '../transport/message'
import type { Abilities, ConnectContext, LinkSink, Transport } from '../transport/transport'

export interface FakeTransportOptions {
  /**
   * Sharing identity.
   * @default a key of its own
   */
  key?: string | null
  /** What it claims to do for itself. */
  does?: Partial<Abilities>
}

/** A transport driven by hand, with a record of everything. */
export interface FakeTransport extends Transport {
  /** Every link that was dialled, oldest first. */
  readonly links: readonly FakeLink[]
  /** The newest link. Throws when nothing was dialled yet. */
  readonly link: FakeLink
  /** Every message that was handed to a link, in order. */
  readonly sent: readonly OutgoingMessage[]
}

/** The far end of one link. */
export interface FakeLink {
  readonly context: ConnectContext
  readonly status: 'dialling' | 'open' | 'closed'
  /** Why the connection closed it, if it did. */
  readonly closedFor: CloseReason | null
  /** What was sent over this link. */
  readonly sent: readonly OutgoingMessage[]
  /** The server accepts. */
  open(): void
  /** The server sends an event. */
  message(event: string, data?: unknown, more?: Pick<IncomingMessage, 'id'>): void
  /** The server answers a request, by default the last one. */
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
  /** Bytes that stay in the link's buffer until this is called again. */
  slow(bufferedAmount: number): void
}

let count = 0

/**
 * For component tests, with no network and no server.
 *
 * @example
 * const fake = createFakeTransport()
 * render(<Chat transport={fake} />)
 * act(() => fake.link.open())
 * act(() => fake.link.message('CHAT', { text: 'hi' }))
 * expect(fake.sent).toEqual([{ event: 'HELLO', data: undefined }])
 */
export function createFakeTransport({ key, does }: FakeTransportOptions = {}): FakeTransport {
  const links: FakeLink[] = []
  const sent: OutgoingMessage[] = []
  count += 1

  const fake: FakeTransport = {
    name: 'fake',
    key: key === undefined ? `fake ${count}` : key,
    does: { send: true, binary: true, reconnect: false, heartbeat: false, ...does },
    encode: (message) => message,
    sizeOf: (message) => JSON.stringify(message).length,
    connect(sink, context) {
      const { link, far } = createFakeLink(sink, context, sent)
      links.push(far)
      return link
    },
    links,
    sent,
    get link() {
      const newest = links.at(-1)
      if (!newest) throw new Error('No link was dialled yet: is the component mounted, and the transport in use?')
      return newest
    },
  }
  // A wrapper that copies the transport asks for no link.
  return Object.defineProperty(fake, 'link', { enumerable: false })
}

function createFakeLink(
  sink: LinkSink,
  context: ConnectContext,
  sentOverAll: OutgoingMessage[],
): { link: ReturnType<Transport['connect']>; far: FakeLink } {
  const sent: OutgoingMessage[] = []
  let status: FakeLink['status'] = 'dialling'
  let closedFor: CloseReason | null = null
  let bufferedAmount = 0
  let isSilent = false

  function receive(message: IncomingMessage): void {
    if (status === 'open' && !isSilent) sink.received(message)
  }

  function idOf(request = sent.findLast(({ id }) => id !== undefined)): string {
    if (request?.id === undefined) throw new Error('There is no request to answer: nothing was sent with an id')
    return request.id
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
    message: (event, data, more) => receive({ ...more, event, data }),
    reply: (data, to) => receive({ event: 'reply', data, replyTo: idOf(to) }),
    refuse: (error, to) => receive({ event: 'reply', data: undefined, replyTo: idOf(to), error }),
    garble(frame = '�') {
      if (status === 'open' && !isSilent) sink.invalid(new WireError('cannot-decode', 'garbled by the test'), frame)
    },
    drop(code = 1006, reason = '') {
      if (status === 'closed') return
      status = 'closed'
      sink.closed({ kind: 'peer', code, reason, verdict: verdictOf(code) })
    },
    interrupt() {
      if (status === 'closed') throw new Error('A link that is closed cannot be interrupted')
      status = 'dialling'
      sink.interrupted({ kind: 'peer', code: 1006 })
    },
    goSilent() {
      isSilent = true
    },
    slow(bytes) {
      bufferedAmount = bytes
    },
  }

  const link = {
    send(frame: unknown): void {
      const message = frame as OutgoingMessage
      if (isSilent) return
      sent.push(message)
      sentOverAll.push(message)
    },
    close(why: CloseReason): void {
      status = 'closed'
      closedFor = why
    },
    get bufferedAmount() {
      return status === 'open' ? bufferedAmount : Infinity
    },
  }
  return { link, far }
}
