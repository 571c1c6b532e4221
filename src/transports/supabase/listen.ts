import type { RealtimeChannel } from '@supabase/supabase-js'
import type { LinkSink } from '../../transport/transport'
import { forgedError } from './errors'

/**
 * The event whose data is who is there. When it is sent, its data is this client's own state, or `null` when it is no
 * longer there.
 */
export const presenceEvent = 'presence'

/** The names of changes of the database. No broadcast has such a name. */
export const changeEvent: RegExp = /:(INSERT|UPDATE|DELETE)$/

interface SystemMessage {
  readonly extension?: string
  readonly status?: string
  readonly message?: string
}

/**
 * Reports the broadcasts that a channel receives, and with `presence` who is there. Returns what tells the last error that
 * the server reported.
 */
export function listen(channel: RealtimeChannel, presence: boolean, sink: LinkSink): () => string | undefined {
  let lastError: string | undefined

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

  // The changes of the database have errors of their own.
  channel.on('system', {}, ({ extension, status, message }: SystemMessage) => {
    if (extension !== 'postgres_changes') lastError = status === 'ok' ? undefined : message
  })

  return () => lastError
}
