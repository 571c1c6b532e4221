import type { OutgoingMessage } from '../../transport/message'
import { answer, type FakeHandler } from '../answer'
import { createPeer, type WireClient } from './client'
import type { Network } from './network'
import type { Accept } from './wire'

/** What a server does by itself. */
export interface WireScript {
  /**
   * A client comes: greet it, or `drop` it to turn it away.
   * @default it is taken in
   */
  opened?: ((client: WireClient) => void) | undefined
  /** A client is gone: it closed the link, or the server did. */
  closed?: ((client: WireClient) => void) | undefined
  /**
   * What to do about each event. What a handler returns answers a request, and what it throws refuses one. Over a WebSocket
   * the client's request then rejects. Over Socket.IO, whose acknowledgements cannot fail, it resolves with
   * `{ error: { message } }`. A whole message without a name is the event `message`.
   * @default nothing, but a `ping` is answered with a `pong`
   */
  on?: Readonly<Record<string, FakeHandler<WireClient>>> | undefined
}

/** One server, whatever its clients speak. */
export interface Server {
  /** Who is there, in the order they came. */
  readonly clients: readonly WireClient[]
  /** Who was ever taken in, in the order they came. */
  readonly links: readonly WireClient[]
  readonly sent: readonly OutgoingMessage[]
  readonly accept: Accept
  /** Forgets who came and what was sent. */
  clear(): void
}

export function createServer(script: WireScript, network: Network): Server {
  const handlers = new Map<string, FakeHandler<WireClient>>(Object.entries(script.on ?? {}))
  const clients: WireClient[] = []
  const links: WireClient[] = []
  const sent: OutgoingMessage[] = []

  function join(client: WireClient, signal: AbortSignal): void {
    clients.push(client)
    links.push(client)
    signal.addEventListener(
      'abort',
      () => {
        clients.splice(clients.indexOf(client), 1)
        script.closed?.(client)
      },
      { once: true },
    )
  }

  function greet(client: WireClient): void {
    try {
      script.opened?.(client)
    } catch (cause) {
      client.drop(1011)
      // The test, or the page, hears of it as of any error that nobody catches.
      void Promise.reject(cause)
    }
  }

  return {
    clients,
    links,
    sent,
    async accept(wire) {
      await network.passage(wire)
      const { client, take, open, say } = createPeer(wire, network)
      const inward = network.road(wire.signal)
      const { refuses = null } = network.options
      if (refuses !== null) wire.end(refuses, '')
      else greet(client)
      if (client.status !== 'closed' && refuses === null) {
        join(client, wire.signal)
        open()
      }

      return {
        heard: (message) =>
          inward(() => {
            take(message)
            sent.push(message)
            const handler = handlers.get(message.event ?? 'message')
            if (handler) void answer(handler, message, client)
            else if (message.event === 'ping') client.message('pong')
          }),
        pinged: (pong) => inward(() => say(pong)),
      }
    },
    clear() {
      links.length = 0
      sent.length = 0
    },
  }
}
