import { reporterOf } from '../presence/reporter'
import { presenceEvent, type ServerFrame } from '../../protocol/presence'
import type { PresenceLink } from '../presence/audience'
import { createWebSocketLink, type ServerSocket } from './webSocketLink'
import type { FrameLimits } from '../presence/clientFrame'
import { frameText } from '../presence/frameText'
import { type GivenKey, knownKey } from '../presence/knownKey'
import type { Participant } from '../presence/participant'
import { createPresenceServer, type PresenceAdministration, type PresenceSettings } from '../presence/presenceServer'
import type { PresenceStore } from '../presence/store'
import type { AuthorizeRequest } from '../presence/visitor'

/** The options of `createPresence`. */
export interface PresenceServerOptions extends PresenceSettings {
  /**
   * Where it is kept: `redisStore(…)` of `wirehooks/server/redis` for several processes.
   * @default memoryStore(), this process alone
   */
  store?: PresenceStore | undefined
  /**
   * Whether somebody may be in a channel, or look at it. Asked every time they ask for that. Where it throws, they may not.
   * @default everybody may
   */
  authorize?: ((who: AuthorizeRequest) => boolean | Promise<boolean>) | undefined
}

/** What a server knows of somebody who comes. */
export interface Arrival {
  /**
   * Who this is, as you know from their credentials. With `undefined` or `null`, this client may
   * look on, and cannot enter.
   * @default without this option, who they say they are: then anybody can be anybody
   */
  key?: GivenKey
}

/** Somebody who comes over anything that carries events. */
export interface ServerClient extends Arrival {
  /** Sends the data of an event `presence`. */
  send(frame: ServerFrame): void
  /**
   * Ends the connection, with a close code of the README and a reason. Nothing that comes over it later is heard.
   * @default nothing ends it, and nothing that comes over it later is heard
   */
  close?: ((code: number, reason: string) => void) | undefined
  /**
   * Bytes that have not left yet. A client that takes nothing for two thirds of the TTL is closed.
   * @default 0
   */
  readonly bufferedAmount?: number | undefined
  /**
   * When something came from it last, as `performance.now()` has it: it is gone when the TTL is over, whatever becomes of
   * this process.
   * @default now, until `close` is called
   */
  heardAt?: (() => number) | undefined
}

/** Who is in which channel of a server. */
export interface PresenceServer extends PresenceAdministration {
  /**
   * Lets a WebSocket of the package `ws` take part. It takes the JSON events `presence` and `ping`, which it answers with
   * `pong`, and leaves all others to your own listeners. It pings: a client that says nothing for long is given up. One that
   * takes nothing of what it is sent is closed with 4508, one that says far too much with 4429.
   */
  accept(socket: ServerSocket, arrival?: Arrival): void
  /**
   * The same for anything else that carries events both ways: give `receive` the data of every event `presence`, and call
   * `close` when it ends.
   */
  connect(client: ServerClient): Participant
}

/** `WebSocket.CLOSED` */
const closedState = 3
/** What a browser says when its page is left: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const goingAway = 1001

/** JSON may write each byte of a state as six characters, such as \u0041. */
const mostBytesOfEscape = 6
/**
 * For names, and for a state that is too large: its client hears so. A message that is longer still is not even parsed, and
 * nobody hears anything.
 */
const bytesBesideState = 2 ** 20

/**
 * Keeps who is in which channel, for clients that speak the presence protocol of wirehooks (PROTOCOL.md), such as
 * `usePresence`.
 *
 * @example
 * const presence = createPresence()
 * const server = new WebSocketServer({ port, maxPayload: 64 * 1024 })
 * server.on('connection', (socket, request) => presence.accept(socket, { key: userOf(request) }))
 * await presence.who('board')
 */
export function createPresence(options: PresenceServerOptions = {}): PresenceServer {
  const { ttl = 45_000, authorize = () => true } = options
  const failed = reporterOf(options.onError)
  const { connect, ...administration } = createPresenceServer(options)

  function keyOfArrival(arrival: Arrival): (claimed?: string) => string | undefined {
    if (!('key' in arrival)) return (claimed) => claimed
    const key = knownKey(arrival.key, failed)
    return () => key
  }

  /** What a client of the application answers; `undefined` where it throws. */
  function guarded<Value>(ask: () => Value): Value | undefined {
    try {
      return ask()
    } catch (cause) {
      failed(cause)
      return undefined
    }
  }

  return {
    ...administration,

    connect(client) {
      let hasEnded = false
      const link: PresenceLink = {
        send(frame) {
          if (!hasEnded) guarded(() => client.send(frame))
        },
        close(code, reason) {
          if (hasEnded) return
          hasEnded = true
          guarded(() => client.close?.(code, reason))
          void participant.close()
        },
        get bufferedAmount() {
          return guarded(() => client.bufferedAmount) ?? 0
        },
        heardAt: () => guarded(() => client.heardAt?.()) ?? performance.now(),
      }
      const participant = connect({ link, keyOf: keyOfArrival(client), authorize })
      return participant
    },

    accept(socket, arrival = {}) {
      // It may close while the application finds out who it is. Then it never emits `close`, at which everything here ends.
      if (socket.readyState === closedState) return
      const link = createWebSocketLink({
        socket,
        beatIntervalMs: ttl / 3,
        event: presenceEvent,
        maxMessageBytes: maxMessageBytesFor(options),
        textOf: frameText,
        heard: (payload) => participant.receive(payload),
        closed: (code) => void participant.close(code === goingAway ? 'left' : 'dropped'),
      })
      const participant = connect({ link, keyOf: keyOfArrival(arrival), authorize })
    },
  }
}

function maxMessageBytesFor({ maxBytes = 4096 }: FrameLimits): number {
  return mostBytesOfEscape * maxBytes + bytesBesideState
}
