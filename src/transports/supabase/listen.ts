import type { RealtimeChannel } from '@supabase/supabase-js'
import type { LinkSink } from '../../transport/transport'
import type { ChangeRequest } from './changes'
import { forgedError } from './errors'

/**
 * The event whose data is who is there. When it is sent, its data is this client's own state, or `null` when it is no
 * longer there.
 */
export const presenceEvent = 'presence'

/** The names of changes of the database. No broadcast has such a name. */
export const changeEvent: RegExp = /:(INSERT|UPDATE|DELETE)$/

interface Change {
  readonly schema: string
  readonly table: string
  readonly eventType: string
}

interface SystemMessage {
  readonly extension?: string
  readonly status?: string
  readonly message?: string
}

interface Wanted {
  /** Whether to hear who is there. */
  readonly presence: boolean
  readonly changes: readonly ChangeRequest[]
}

/** Reports what a channel receives, as messages. Returns what tells the last error that the server reported. */
export function listen(
  channel: RealtimeChannel,
  { presence, changes }: Wanted,
  sink: LinkSink,
): () => string | undefined {
  let lastError: string | undefined
  let lastChange: Change | undefined

  channel.on('broadcast', { event: '*' }, ({ event, payload }) => {
    // Anybody can broadcast, but only the server may report who is there and what changed.
    if (event === presenceEvent || changeEvent.test(event)) sink.invalid(forgedError(event))
    else sink.received({ event, data: payload })
  })

  if (presence) {
    channel.on('presence', { event: 'sync' }, () =>
      sink.received({ event: presenceEvent, data: channel.presenceState() }),
    )
  }

  for (const { event = '*', schema = 'public', table, filter } of changes) {
    const wanted = { event: event as '*', schema, ...(table && { table }), ...(filter && { filter }) }
    channel.on('postgres_changes', wanted, (change) => {
      // A change that matches several requests comes once for each of them, as the same object.
      if (change === lastChange) return
      lastChange = change
      const table = change.schema === 'public' ? change.table : `${change.schema}.${change.table}`
      sink.received({ event: `${table}:${change.eventType}`, data: change })
    })
  }

  channel.on('system', {}, ({ extension, status, message }: SystemMessage) => {
    const isOk = status === 'ok'
    if (!isOk) lastError = message
    if (extension === 'postgres_changes') sink.learned({ changesReady: isOk, changesError: isOk ? null : message })
  })

  return () => lastError
}
