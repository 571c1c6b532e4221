import type { IncomingMessage, OutgoingMessage } from '../../transport/message'
import { idOf } from '../answer'
import type { FakeLink } from '../fakeLink'
import { checkCloseCode, checkCloseReason } from './closeCodes'
import type { Network } from './network'
import type { Wire, WireKind } from './wire'

/** One client of a mocked server: the far end of its link, as `fake.link` is in a fake transport. */
export interface WireClient extends Pick<FakeLink, 'message' | 'reply' | 'refuse' | 'drop' | 'sent'> {
  /** How it came. */
  readonly kind: WireKind
  /** Where its link is in its life. */
  readonly status: 'dialling' | 'open' | 'closed'
  /** Where to, with its query: `client.url.searchParams.get('token')`. */
  readonly url: URL
  /** The request for a stream of Server-Sent Events, with its headers; `null` for others. */
  readonly request: Request | null
  /** What a client of Socket.IO says of itself. */
  readonly auth: unknown
  /** The last event that a client of Server-Sent Events has seen, or an empty text. */
  readonly lastEventId: string
}

/** A client, and what only the server itself does with it. */
export interface Peer {
  readonly client: WireClient
  /** Records what arrived. */
  take(message: OutgoingMessage): void
  open(): void
  /** Has words travel to the client, as late and as often as the network says. */
  say(words: () => void): void
}

export function createPeer(wire: Wire, network: Network): Peer {
  const sent: OutgoingMessage[] = []
  const outward = network.road(wire.signal)
  let isOpen = false

  function say(words: () => void): void {
    outward(words)
    if (network.options.duplicate) outward(words)
  }

  const client: WireClient = {
    kind: wire.kind,
    url: wire.url,
    request: wire.request ?? null,
    auth: wire.auth,
    lastEventId: wire.request?.headers.get('last-event-id') ?? '',
    sent,
    get status() {
      if (wire.signal.aborted) return 'closed'
      return isOpen ? 'open' : 'dialling'
    },
    message: (event, data, more) => say(() => wire.say({ ...more, event, data } satisfies IncomingMessage)),
    reply(data, to) {
      const id = idOf(sent, to)
      say(() => wire.reply(id, data))
    },
    refuse(error, to) {
      const id = idOf(sent, to)
      say(() => wire.refuse(id, error))
    },
    drop(code = 1006, reason = '') {
      checkCloseCode(code)
      if (wire.kind === 'websocket') checkCloseReason(reason)
      if (!wire.signal.aborted) wire.end(code, reason)
    },
  }

  return {
    client,
    take: (message) => sent.push(message),
    open() {
      isOpen = true
      wire.open()
    },
    say,
  }
}
