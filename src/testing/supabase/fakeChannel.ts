import type { FakeStatus, ToldChannel, TopicDesk } from './fakeTopic'
import { passesText } from './filters'

type Callback = (payload: unknown) => void

interface Wanted {
  readonly event?: string
  readonly schema?: string
  readonly table?: string
  readonly filter?: string
}

interface Packet {
  readonly type: string
  readonly event: string
  readonly payload?: unknown
}

/** How a channel was asked for. */
export interface ChannelConfig {
  readonly private?: boolean
  readonly broadcast?: { readonly self?: boolean }
  readonly presence?: { readonly key?: string }
}

/** The client's end of a topic: the part of a `RealtimeChannel` that our hooks use. */
export interface FakeChannel extends ToldChannel {
  readonly topic: string
  readonly state: string
  on(type: string, wanted: Wanted, callback: Callback): FakeChannel
  subscribe(moved?: (status: FakeStatus, error?: Error) => void): FakeChannel
  send(packet: Packet): Promise<'ok'>
  presenceState(): Record<string, unknown[]>
}

/** @param isPublished Whether the database tells of the changes of a table. */
export function createFakeChannel(
  name: string,
  desk: TopicDesk,
  { private: isPrivate = false, broadcast, presence }: ChannelConfig,
  isPublished: (schema: string, table: string) => boolean,
): FakeChannel {
  const listeners: { type: string; wanted: Wanted; callback: Callback }[] = []
  const key = presence?.key || 'self'
  let state = 'closed'
  let tell: (status: FakeStatus, error?: Error) => void = () => {}

  function say(type: string, payload: unknown, isWanted: (wanted: Wanted) => boolean = () => true): void {
    for (const { callback, wanted, ...each } of listeners) if (each.type === type && isWanted(wanted)) callback(payload)
  }

  const channel: FakeChannel = {
    topic: `realtime:${name}`,
    isPrivate,
    get state() {
      return state
    },
    on(type, wanted, callback) {
      listeners.push({ type, wanted, callback })
      return channel
    },
    subscribe(moved = () => {}) {
      tell = moved
      state = 'joining'
      desk.subscribed(channel)
      return channel
    },
    async send({ type, event, payload }) {
      if (type === 'presence') desk.track(key, event === 'track' ? payload : null)
      else {
        desk.heard(event, payload)
        if (broadcast?.self) channel.hear(event, payload)
      }
      return 'ok'
    },
    presenceState: desk.presenceState,
    moved(status, error) {
      state = status === 'SUBSCRIBED' ? 'joined' : status === 'CLOSED' ? 'closed' : 'errored'
      tell(status, error)
    },
    hear: (event, payload) => say('broadcast', { type: 'broadcast', event, payload }),
    synced: () => say('presence', { event: 'sync' }, ({ event }) => event === 'sync'),
    changed(change) {
      if (!isPublished(change.schema, change.table)) return
      // A row that is gone is known by its key alone.
      const row = change.eventType === 'DELETE' ? change.old : change.new
      say('postgres_changes', change, ({ event = '*', schema = 'public', table, filter }) => {
        const isOfTable = schema === change.schema && (table === undefined || table === change.table)
        return isOfTable && ['*', change.eventType].includes(event) && (!filter || passesText(row, filter))
      })
    },
    ready() {
      const wanted = listeners.filter(({ type }) => type === 'postgres_changes').map((one) => one.wanted)
      if (wanted.length === 0) return
      const unknown = wanted.find(({ schema = 'public', table }) => table !== undefined && !isPublished(schema, table))
      const [status, message] = unknown
        ? [
            'error',
            `Unable to subscribe to changes of ${unknown.schema ?? 'public'}.${unknown.table}: it is in no publication`,
          ]
        : ['ok', 'Subscribed to PostgreSQL']
      say('system', { extension: 'postgres_changes', status, message })
    },
  }
  return channel
}
