import type { RealtimeChannel } from '@supabase/supabase-js'
import { isSameValue } from '../../transport/sameValue'
import type { LinkSink } from '../../transport/transport'
import type { ChangeRequest } from './changes'

/** The changes of the database that one link hears of, over one channel or several. */
export interface ChangeFeed {
  /** Asks a channel for changes, before it joins. */
  listen(channel: RealtimeChannel, requests: readonly ChangeRequest[]): void
  /** A channel is removed: it brings nothing more. */
  forget(channel: RealtimeChannel): void
  /** The socket broke: the server says anew of every channel whether changes arrive. */
  interrupted(): void
}

interface Change {
  readonly schema: string
  readonly table: string
  readonly eventType: string
  readonly commit_timestamp: string
  readonly new: object
  readonly old: object
}

interface SystemMessage {
  readonly extension?: string
  readonly status?: string
  readonly message?: string
}

/** What the server said of the changes that one channel asked for. */
type ChannelFeed = { readonly status: 'waiting' | 'ready' } | { readonly status: 'refused'; readonly reason: string }

/** How many changes are remembered at most, to recognize those that another channel brings, too. */
const mostRemembered = 10_000

/** What a link is told of its changes. */
interface ChangesDetails {
  readonly changesReady: boolean
  readonly changesError: string | null
  /** The tables whose changes the server refused, as events name them. */
  readonly changesRefused: readonly string[]
}

/** Before the server has said anything. */
const unheard: ChangesDetails = { changesReady: false, changesError: null, changesRefused: [] }

export function createChangeFeed(sink: Pick<LinkSink, 'received' | 'learned'>): ChangeFeed {
  const channels = new Map<RealtimeChannel, ChannelFeed>()
  /** The tables that each channel asked for. */
  const tables = new WeakMap<RealtimeChannel, readonly string[]>()
  /** How often each channel brought a change, by the text of the change. */
  const brought = new Map<string, Map<RealtimeChannel, number>>()
  /** What the link was told. A new link assumes this. */
  let learned = unheard

  /**
   * Every channel brings what its own requests match. A change that two of them bring is reported once; two changes that look
   * the same are reported twice, as each channel brings both.
   */
  function isNews(channel: RealtimeChannel, change: Change): boolean {
    if (channels.size === 1) return true
    const { schema, table, eventType, commit_timestamp, new: next, old } = change
    const text = JSON.stringify([schema, table, eventType, commit_timestamp, next, old])
    const counts = brought.get(text) ?? new Map<RealtimeChannel, number>()
    const before = Math.max(0, ...counts.values())
    const own = (counts.get(channel) ?? 0) + 1
    counts.set(channel, own)
    brought.set(text, counts)
    const [oldest] = brought.keys()
    if (brought.size > mostRemembered && oldest !== undefined) brought.delete(oldest)
    return own > before
  }

  /** Tells the link whether changes arrive. Live tables load their rows anew every time, so only where that is different. */
  function learn(): void {
    const feeds = [...channels.values()]
    const refused = [...channels].filter(([, { status }]) => status === 'refused')
    const next: ChangesDetails = {
      // Where one channel is refused, the changes of the others arrive.
      changesReady: feeds.some(({ status }) => status === 'ready') && feeds.every(({ status }) => status !== 'waiting'),
      changesError: feeds.find((feed) => feed.status === 'refused')?.reason ?? null,
      changesRefused: refused.flatMap(([channel]) => tables.get(channel) ?? []),
    }
    if (isSameValue(next, learned)) return
    learned = next
    sink.learned({ ...next })
  }

  return {
    listen(channel, requests) {
      let lastChange: Change | undefined
      channels.set(channel, { status: 'waiting' })
      tables.set(
        channel,
        requests.map(({ schema = 'public', table = '*' }) => nameOf(schema, table)),
      )
      for (const { event = '*', schema = 'public', table, filter } of requests) {
        const wanted = { event: event as '*', schema, ...(table && { table }), ...(filter && { filter }) }
        channel.on('postgres_changes', wanted, (change) => {
          // A change that matches several requests of one channel comes once for each of them, as the same object.
          if (change === lastChange) return
          lastChange = change
          if (!isNews(channel, change)) return
          sink.received({ event: `${nameOf(change.schema, change.table)}:${change.eventType}`, data: change })
        })
      }
      channel.on('system', {}, ({ extension, status, message = 'error' }: SystemMessage) => {
        if (extension !== 'postgres_changes' || !channels.has(channel)) return
        channels.set(channel, status === 'ok' ? { status: 'ready' } : { status: 'refused', reason: message })
        learn()
      })
      // The changes that are asked for now do not arrive yet.
      learn()
    },
    forget(channel) {
      channels.delete(channel)
      learn()
    },
    interrupted() {
      for (const channel of channels.keys()) channels.set(channel, { status: 'waiting' })
      brought.clear()
      learned = unheard
    },
  }
}

/** A table as events name it. */
function nameOf(schema: string, table: string): string {
  return schema === 'public' ? table : `${schema}.${table}`
}
