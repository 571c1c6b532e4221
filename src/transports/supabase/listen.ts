import type { RealtimeChannel } from '@supabase/supabase-js'
import { WireError } from '../../transport/error'
import type { LinkSink } from '../../transport/transport'
import type { ChangeRequest } from './changes'

/** The event whose data is who is there; going out, it is this client's own state, and `null` no longer there. */
export const presenceEvent = 'presence'

/** So are the changes of the database named, and nothing that a client sends. */
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

/** Hands on all that a channel says, as messages. Returns what the server said last before it closed it. */
export function listen(
  channel: RealtimeChannel,
  { presence, changes }: Wanted,
  sink: LinkSink,
): () => string | undefined {
  let lastWords: string | undefined
  let lastChange: Change | undefined

  channel.on('broadcast', { event: '*' }, ({ event, payload }) => {
    // Anybody can broadcast; who is there, and what changed, only the server tells.
    if (event === presenceEvent || changeEvent.test(event)) sink.invalid(new WireError('invalid-message', event))
    else sink.received({ event, data: payload })
  })

  if (presence)
    channel.on('presence', { event: 'sync' }, () =>
      sink.received({ event: presenceEvent, data: channel.presenceState() }),
    )

  for (const { event = '*', schema = 'public', ...rest } of changes)
    channel.on('postgres_changes', { event: event as '*', schema, ...rest }, (change) => {
      // What matches several requests comes once for each of them, as the same object.
      if (change === lastChange) return
      lastChange = change
      const table = change.schema === 'public' ? change.table : `${change.schema}.${change.table}`
      sink.received({ event: `${table}:${change.eventType}`, data: change })
    })

  channel.on('system', {}, ({ extension, status, message }: SystemMessage) => {
    const isOk = status === 'ok'
    if (!isOk) lastWords = message
    if (extension === 'postgres_changes') sink.tell({ changesReady: isOk, changesError: isOk ? null : message })
  })

  return () => lastWords
}
