import type { RealtimeChannel, RealtimeChannelOptions, REALTIME_SUBSCRIBE_STATES } from '@supabase/supabase-js'
import type { CloseReason } from '../transport/closeReason'
import type { Delivery } from '../transport/delivery'
import { toWireError, WireError } from '../transport/error'
import { byteLength } from '../transport/frame'
import { nameOf } from '../transport/identity'
import type { Transport } from '../transport/transport'
import { type ChangeRequest, requestsOf } from './supabase/changes'
import { changeEvent, listen, presenceEvent } from './supabase/listen'
import { createTracker, type Tracker } from './supabase/tracker'

/** The part of a Supabase client that is needed. */
export interface SupabaseLike {
  /** Makes a channel. */
  channel(topic: string, options?: RealtimeChannelOptions): RealtimeChannel
  /** Those that there are. */
  getChannels(): RealtimeChannel[]
  /** Leaves a channel and forgets it. */
  removeChannel(channel: RealtimeChannel): Promise<unknown>
  /** Its socket. */
  readonly realtime: { setAuth(): Promise<void>; isConnected(): boolean; isDisconnecting(): boolean }
}

/** What a channel of Supabase Realtime is to bring. */
export interface SupabaseChannelOptions {
  /**
   * Only for whom the policies on `realtime.messages` let in.
   * @default false
   */
  private?: boolean
  /** What happens to broadcasts. */
  broadcast?: {
    /**
     * Hears its own broadcasts, too.
     * @default false
     */
    self?: boolean
    /**
     * Every broadcast is confirmed by the server: its outcome is `acked`.
     * @default false
     */
    ack?: boolean
  }
  /** Hears who is there, as the event `presence`. `key` tells who this is. */
  presence?: { key?: string }
  /** Hears what changes in the database, as events like `todos:INSERT`. */
  changes?: readonly ChangeRequest[]
}

type Packet = Parameters<RealtimeChannel['send']>[0]

/** What the links of one connection hand on. */
const tracked = 'tracked'
const wasOpen = 'open'

/**
 * A channel of Supabase Realtime, over the client that you have. Broadcasts are events of their name; a change in the
 * database is the event `todos:INSERT` (`schema.table:INSERT` outside of `public`); `presence` is the whole presence
 * state. `emit` broadcasts over the WebSocket only: never over HTTP, as the client would do by itself before it has
 * joined. Objects that wait to be sent are not copied.
 *
 * The client mends its own socket. A channel that the server closed or refused is made anew with the connection's
 * backoff, and with what the client's `accessToken` gives then. What is tracked is tracked again.
 * `details.changesReady` tells that changes arrive, which is later than `open`.
 */
export function supabaseChannel(client: SupabaseLike, topic: string, options: SupabaseChannelOptions = {}): Transport {
  const { broadcast, presence, private: isPrivate = false, changes = [] } = options
  const { realtime } = client
  const requests = requestsOf(client, topic)

  return {
    name: 'supabase',
    key: JSON.stringify(['supabase', nameOf(client), topic]),
    does: { send: true, binary: true, reconnect: true, heartbeat: true },
    encode({ event = 'message', data, id }): Packet {
      if (id !== undefined) throw new WireError('cannot-send', event)
      if (event === presenceEvent) return { type: presenceEvent, event, payload: data }
      // The wire has one byte for the length of a name.
      if (changeEvent.test(event) || byteLength(event) > 255) throw new WireError('cannot-encode', event)
      // The client would write a view as an object.
      const payload = ArrayBuffer.isView(data)
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer
        : data
      return { type: 'broadcast', event, payload }
    },
    sizeOf({ payload }: Packet) {
      return payload instanceof ArrayBuffer ? payload.byteLength : byteLength(JSON.stringify(payload) ?? '')
    },

    connect(sink, { memory, signal, clock }) {
      let channel: RealtimeChannel | undefined
      let tracker: Tracker | undefined
      let lastWords = (): string | undefined => undefined

      // Whoever hears of a status after the end hears of it because of the end.

      function closed(reason: CloseReason): void {
        sink.closed(reason)
        leave()
      }

      function leave(): void {
        tracker?.stop()
        if (!channel) return
        requests.leave()
        void client.removeChannel(channel)
      }

      function moved(status: `${REALTIME_SUBSCRIBE_STATES}`, error?: Error): void {
        if (signal.aborted) return
        const isConnected = realtime.isConnected()
        const reason = lastWords() ?? error?.message ?? status
        if (status === 'SUBSCRIBED') return opened()
        if (status === 'TIMED_OUT') return closed({ kind: 'connect-timeout' })
        // What the server itself says about a channel is the cause of the error.
        if (status === 'CLOSED' || (isConnected && error?.cause))
          return closed({ kind: 'peer', reason, error: new WireError('refused', reason, error) })
        tracker?.stop()
        sink.interrupted({ kind: isConnected ? 'heartbeat-timeout' : 'peer', reason })
      }

      function opened(): void {
        tracker = createTracker(clock, announce)
        const state = memory.get(tracked)
        if (state) tracker.set(state)
        const info = memory.has(wasOpen) ? { recovered: false } : {}
        memory.set(wasOpen, true)
        sink.opened(info)
        if (presence) sink.tell({ presenceState: () => channel?.presenceState() })
      }

      function announce(state: unknown): void {
        const packet = state === null ? { event: 'untrack' } : { event: 'track', payload: state }
        channel?.send({ type: presenceEvent, ...packet }).catch(sink.failed)
      }

      async function dial(): Promise<void> {
        // Else the client joins as nobody, and stays nobody.
        await realtime.setAuth()
        // A client that is hanging up would not dial before the join had timed out.
        while (realtime.isDisconnecting()) await new Promise<void>((resolve) => clock.after(50, resolve))
        if (signal.aborted) return
        if (client.getChannels().some((other) => other.topic === `realtime:${topic}`)) {
          const error = new WireError('invalid-url', `the client has its own ${topic}`)
          return closed({ kind: 'invalid-url', error })
        }
        const config = { private: isPrivate, ...(broadcast && { broadcast }), ...(presence && { presence }) }
        channel = client.channel(topic, { config })
        lastWords = listen(channel, { presence: !!presence, changes: requests.join(changes) }, sink)
        channel.subscribe(moved)
      }

      dial().catch((cause: unknown) => closed({ kind: 'credentials', error: toWireError(cause, 'credentials') }))

      return {
        send(frame) {
          const packet = frame as Packet
          if (packet.type !== presenceEvent) return deliver(channel!.send(packet), signal, !!broadcast?.ack)
          memory.set(tracked, packet['payload'])
          tracker?.set(packet['payload'])
        },
        close: leave,
        get bufferedAmount() {
          return channel?.state === 'joined' && realtime.isConnected() ? 0 : Infinity
        },
      }
    },
  }
}

/** A channel that is removed forgets who waits for an answer. */
function deliver(answer: Promise<string>, signal: AbortSignal, isAcked: boolean): Promise<Delivery> {
  return new Promise((settle) => {
    const abandon = (): void => settle({ outcome: 'unknown', error: new WireError('unknown') })
    if (isAcked) signal.addEventListener('abort', abandon)
    void answer
      .then(
        (said): Delivery => {
          if (said === 'ok') return { outcome: isAcked ? 'acked' : 'sent' }
          const isLate = said === 'timed out'
          return {
            outcome: isLate ? 'unknown' : 'dropped',
            error: new WireError(isLate ? 'unknown' : 'rejected', said),
          }
        },
        (cause: unknown): Delivery => ({ outcome: 'dropped', error: toWireError(cause, 'cannot-encode') }),
      )
      .then((delivery) => {
        signal.removeEventListener('abort', abandon)
        settle(delivery)
      })
  })
}
