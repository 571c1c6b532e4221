import type { RealtimeChannel } from '@supabase/supabase-js'
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

/** So many changes are remembered at most, to know those that another channel brings, too. */
const mostRemembered = 10_000

export function createChangeFeed(sink: Pick<LinkSink, 'received' | 'learned'>): ChangeFeed {
  /** What the server said of each channel: `null` is well, `undefined` nothing yet. */
  const errors = new Map<RealtimeChannel, string | null | undefined>()
  /** How often each channel brought a change, by the text of the change. */
  const brought = new Map<string, Map<RealtimeChannel, number>>()
  /** What the link knows. */
  let learned: { changesReady: boolean; changesError: string | null } | undefined

  /**
   * Every channel brings what its own requests match. A change that two of them bring is reported once; two changes that look
   * the same are reported twice, as each channel brings both.
   */
  function isNews(channel: RealtimeChannel, change: Change): boolean {
    if (errors.size === 1) return true
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

  /** Every time it is learned, live tables load their rows anew: so only where something is different. */
  function learn(): void {
    const all = [...errors.values()]
    const changesError = all.find((said) => typeof said === 'string') ?? null
    const changesReady = all.every((said) => said === null)
    if (learned?.changesReady === changesReady && learned.changesError === changesError) return
    learned = { changesReady, changesError }
    sink.learned(learned)
  }

  return {
    listen(channel, requests) {
      let lastChange: Change | undefined
      errors.set(channel, undefined)
      for (const { event = '*', schema = 'public', table, filter } of requests) {
        const wanted = { event: event as '*', schema, ...(table && { table }), ...(filter && { filter }) }
        channel.on('postgres_changes', wanted, (change) => {
          // A change that matches several requests of one channel comes once for each of them, as the same object.
          if (change === lastChange) return
          lastChange = change
          if (!isNews(channel, change)) return
          const name = change.schema === 'public' ? change.table : `${change.schema}.${change.table}`
          sink.received({ event: `${name}:${change.eventType}`, data: change })
        })
      }
      channel.on('system', {}, ({ extension, status, message = 'error' }: SystemMessage) => {
        if (extension !== 'postgres_changes') return
        errors.set(channel, status === 'ok' ? null : message)
        learn()
      })
      // The changes that are asked for now do not arrive yet.
      if (errors.size > 1) learn()
    },
    forget(channel) {
      errors.delete(channel)
      learn()
    },
    interrupted() {
      for (const channel of errors.keys()) errors.set(channel, undefined)
      brought.clear()
      learned = undefined
    },
  }
}
