import type { SupabaseTable } from 'wirehooks/supabase/table'
import type { Todo } from '../protocol'
import type { Room } from './useBoard'

const words = {
  idle: 'Not connected',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  closed: 'Closed',
  failed: 'Ended',
}

/** An open channel is not enough: changes of the database arrive some time later, and the list is loaded then. */
export function Status({ room, table }: { room: Room; table: SupabaseTable<Todo> }) {
  const { status, details } = room
  const isLive = status === 'open' && details.changesReady === true && table.status === 'live'
  const open = isLive ? 'Live: changes arrive' : details.changesReady ? 'Catching up…' : 'Connected, no changes yet…'

  return (
    <p className="status" data-live={isLive} data-status={status}>
      {status === 'open' ? open : words[status]}
    </p>
  )
}
