import type { RealtimeChannel, RealtimeChannelOptions, REALTIME_SUBSCRIBE_STATES } from '@supabase/supabase-js'
import { readAddress } from '../transport/address'
import type { CloseReason } from '../transport/closeReason'
import { credentialsError } from '../transport/credentials'
import { textOf } from '../transport/error'
import { byteLength } from '../transport/frame'
import { identify, type IdentityOptions } from '../transport/identity'
import { snapshot } from '../transport/snapshot'
import type { StoringTransport } from '../transport/transport'
import { waitUntil } from '../transport/waitUntil'
import { type ChangeRequest, requestsOf } from './supabase/changes'
import { isOfServer, saidIn } from './supabase/channelError'
import { asksForToken, sendsBytes } from './supabase/clientAge'
import { deliver } from './supabase/deliver'
import { bytesError, conflictError, nameError, olderClientError, refusedError, requestError } from './supabase/errors'
import { createChangeFeed } from './supabase/changeFeed'
import { changeEvent, listen, presenceEvent } from './supabase/listen'
import { createTracker, type Tracker } from './supabase/tracker'

/** The part of a Supabase client that is needed. */
export interface SupabaseLike {
  /** Makes a channel. */
  channel(topic: string, options?: RealtimeChannelOptions): RealtimeChannel
  /** All channels of this client. */
  getChannels(): RealtimeChannel[]
  /** Leaves a channel and forgets it. */
  removeChannel(channel: RealtimeChannel): Promise<unknown>
  /**
   * Its socket. `endPoint` is the address of the project, and `endpointURL()` tells which version of the protocol it speaks. A
   * client without `isDisconnecting()` closes its socket at once.
   */
  readonly realtime: {
    setAuth(): Promise<void>
    isConnected(): boolean
    isDisconnecting?(): boolean
    endpointURL?(): string
    readonly endPoint?: string
  }
}

/** The options of a channel of Supabase Realtime. */
export interface SupabaseChannelOptions extends IdentityOptions {
  /**
   * Only clients that the policies on `realtime.messages` admit.
   * @default false
   */
  private?: boolean | undefined
  /** What happens to broadcasts. */
  broadcast?:
    | {
        /**
         * Hears its own broadcasts, too.
         * @default false
         */
        self?: boolean | undefined
        /**
         * Every broadcast is confirmed by the server: its outcome is `acked`.
         * @default false
         */
        ack?: boolean | undefined
      }
    | undefined
  /** Hears who is there, as the event `presence`. `key` tells who this is. */
  presence?: { key?: string | undefined } | undefined
  /** Hears what changes in the database, as events like `todos:INSERT`. */
  changes?: readonly ChangeRequest[] | undefined
}

type Packet = Parameters<RealtimeChannel['send']>[0]

/** In the memory of a connection: the state that this client shares. */
const tracked = 'tracked'
/** In the memory of a connection: it was open before. */
const wasOpen = 'open'

/** How long a connection waits for another one to leave the topic. */
const longestWaitForOtherMs = 2000
/** The wire has one byte for the length of a name. */
const longestNameBytes = 255

/**
 * A channel of Supabase Realtime, over the client that you have. Broadcasts are events of their name; a change in the
 * database is the event `todos:INSERT` (`schema.table:INSERT` outside of `public`); `presence` is the whole presence
 * state. `emit` broadcasts over the WebSocket only: never over HTTP, as the client would do by itself before it has
 * joined.
 *
 * The client mends its own socket. A channel that the server closed or refused is made anew with the connection's
 * backoff, and with what the client's `accessToken` gives then. What is tracked is tracked again.
 * `details.changesReady` tells that changes arrive, which is later than `open`.
 *
 * The client of Supabase signs users in and does not tell this transport, so pass the id of the user as `identity`: then nothing
 * that waits goes out on behalf of somebody else. Without an `identity` or a `key`, nothing is stored.
 *
 * @example
 * const connection = createConnection(supabaseChannel(supabase, 'board', { identity: session.user.id }))
 */
export function supabaseChannel(
  client: SupabaseLike,
  topic: string,
  options: SupabaseChannelOptions = {},
): StoringTransport {
  const { broadcast, presence, private: isPrivate = false, changes = [] } = options
  const { realtime } = client
  const requests = requestsOf(client, topic)

  return {
    name: 'supabase',
    identity: identify({
      transport: 'supabase',
      identity: options.identity,
      key: options.key,
      address: client,
      // A caller that asks for a private channel must not get a public one, and nobody is to appear under another name.
      also: [topic, isPrivate, presence?.key],
      get label() {
        return `${hostOf(realtime.endPoint)} ${topic}`.trim()
      },
      storageNeedsUser: true,
      names: [topic],
    }),
    settings: { private: isPrivate, broadcast, presence },
    does: { send: true, store: true, binary: true, reconnect: true, heartbeat: true },
    encode({ event = 'message', data, id }): Packet {
      if (id !== undefined) throw requestError(event)
      if (event === presenceEvent) return { type: presenceEvent, event, payload: data }
      if (changeEvent.test(event) || byteLength(event) > longestNameBytes) throw nameError(event)
      // supabase-js would send a typed array as JSON: `{ "0": 1 }`. An ArrayBuffer goes out as bytes.
      const payload = ArrayBuffer.isView(data)
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer
        : data
      if (payload instanceof ArrayBuffer && !sendsBytes(realtime)) throw bytesError(event)
      return { type: 'broadcast', event, payload }
    },
    copy: snapshot,
    sizeOf({ payload }: Packet) {
      return payload instanceof ArrayBuffer ? payload.byteLength : byteLength(JSON.stringify(payload) ?? '')
    },

    connect(sink, { memory, signal, clock }) {
      let channel: RealtimeChannel | undefined
      let tracker: Tracker | undefined
      let lastError = (): string | undefined => undefined
      const feed = createChangeFeed(sink)
      /** Channels that bring changes which somebody asked for after the first one had joined. */
      const extensions = new Set<RealtimeChannel>()
      let extensionCount = 0

      function closed(reason: CloseReason): void {
        sink.closed(reason)
        leave()
      }

      function leave(): void {
        tracker?.stop()
        if (!channel) return
        requests.leave()
        for (const one of [channel, ...extensions]) void client.removeChannel(one)
      }

      function statusChanged(status: `${REALTIME_SUBSCRIBE_STATES}`, error?: Error): void {
        // `removeChannel()` itself fires CLOSED, after the end of the link.
        if (signal.aborted) return
        const reason = lastError() ?? saidIn(error) ?? status
        const isRefused = realtime.isConnected() && isOfServer(error)
        if (status === 'SUBSCRIBED') opened()
        else if (status === 'TIMED_OUT') closed({ kind: 'connect-timeout' })
        else if (status === 'CLOSED' || isRefused) closed({ kind: 'peer', reason, error: refusedError(reason, error) })
        else broken(reason)
      }

      /** The client joins again by itself. */
      function broken(reason: string): void {
        tracker?.stop()
        feed.interrupted()
        sink.interrupted({ kind: realtime.isConnected() ? 'heartbeat-timeout' : 'peer', reason })
      }

      function opened(): void {
        tracker = createTracker(clock, share)
        const state = memory.get(tracked)
        if (state) void tracker.set(state).catch(sink.failed)
        const info = memory.has(wasOpen) ? { recovered: false } : {}
        memory.set(wasOpen, true)
        if (presence) sink.learned({ presenceState: () => channel?.presenceState() })
        sink.opened(info)
      }

      /** Tells everybody in the channel what this client is doing now; `null` when it is no longer there. */
      function share(state: unknown): Promise<string> {
        const packet = state === null ? { event: 'untrack' } : { event: 'track', payload: state }
        return channel?.send({ type: presenceEvent, ...packet }) ?? Promise.resolve('error')
      }

      const isTaken = (): boolean => client.getChannels().some((other) => other.topic === `realtime:${topic}`)

      async function dial(): Promise<void> {
        if (!asksForToken(realtime)) return closed({ kind: 'unsupported', verdict: 'fail', error: olderClientError() })
        try {
          // Without setAuth() the client joins without a user's token, and the channel keeps that.
          await realtime.setAuth()
        } catch (cause) {
          return closed({ kind: 'credentials', error: credentialsError(cause, "the client's accessToken") })
        }
        // A client that is closing its socket would not open another one before the join had timed out.
        await waitUntil({ isTrue: () => !realtime.isDisconnecting?.(), timeout: Infinity, clock, signal })
        // A connection whose last user is gone keeps its channel for a moment.
        await waitUntil({ isTrue: () => !isTaken(), timeout: longestWaitForOtherMs, clock, signal })
        if (signal.aborted) return
        if (isTaken()) return closed({ kind: 'conflict', verdict: 'fail', error: conflictError(topic) })

        const config = { private: isPrivate, ...(broadcast && { broadcast }), ...(presence && { presence }) }
        channel = client.channel(topic, { config } as RealtimeChannelOptions)
        lastError = listen(channel, !!presence, sink)
        // An extension has another topic, which the policies of a private channel would refuse: a private channel joins again.
        const asked = requests.join(changes, isPrivate ? undefined : extend)
        if (asked.length > 0) feed.listen(channel, asked)
        channel.subscribe(statusChanged)
      }

      /**
       * The client cannot ask for more over a channel that has joined, and if that joined again, everybody would be away for a
       * moment. So what is asked for later comes over a channel of its own.
       */
      function extend(more: readonly ChangeRequest[]): () => void {
        extensionCount += 1
        const extension = client.channel(`${topic}:changes:${extensionCount}`, { config: {} })
        extensions.add(extension)
        feed.listen(extension, more)
        extension.subscribe((status, error) => {
          const isGone = status === 'CLOSED' || status === 'TIMED_OUT' || (realtime.isConnected() && isOfServer(error))
          if (isGone && !signal.aborted && extensions.has(extension))
            closed({ kind: 'peer', reason: saidIn(error) ?? status })
        })
        return () => {
          extensions.delete(extension)
          feed.forget(extension)
          void client.removeChannel(extension)
        }
      }

      dial().catch((cause: unknown) => closed({ kind: 'peer', reason: textOf(cause) }))

      return {
        send(frame) {
          const packet = frame as Packet
          if (packet.type === presenceEvent) {
            memory.set(tracked, packet['payload'])
            // On another link it is told again.
            const answer = tracker?.set(packet['payload'])
            return answer && deliver({ kind: 'presence', answer, lastError, signal })
          }
          const kind = broadcast?.ack ? 'acked-broadcast' : 'broadcast'
          return channel && deliver({ kind, answer: channel.send(packet), lastError, signal })
        },
        close: leave,
        takes: () => (channel?.state === 'joined' && realtime.isConnected() ? 'messages' : 'nothing'),
        buffered: () => 0,
      }
    },
  }
}

/** The project's host; an empty text where the client does not tell its address. */
function hostOf(address: string | undefined): string {
  try {
    return address === undefined ? '' : readAddress(address).host
  } catch {
    return ''
  }
}
