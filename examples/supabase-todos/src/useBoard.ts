import { useEffect } from 'react'
import { type SupabaseChannelView, type SupabaseEvents, useSupabaseChannel } from 'wirehooks/supabase'
import { type SupabaseTable, useSupabaseTable } from 'wirehooks/supabase/table'
import type { Broadcasts, Database, Person, Presence, Todo } from '../protocol'
import { supabase } from './supabase'

export type Room = SupabaseChannelView<SupabaseEvents<Broadcasts, Database, Presence>, Broadcasts, Presence>

interface Board {
  /** Who is here, where they point and what they do. */
  readonly room: Room
  /** The rows, and what changes them. */
  readonly table: SupabaseTable<Todo>
}

/** The one channel of this page, and the table that is kept up to date over it. */
export function useBoard(me: Person): Board {
  const topic = 'todos'
  const room = useSupabaseChannel<Broadcasts, Database, Presence>(supabase, topic, {
    // Somebody else gets a channel and rows of their own.
    identity: me.id,
    presence: { key: me.id },
  })
  const table = useSupabaseTable<Database, 'todos'>(supabase, 'todos', {
    order: [{ column: 'position' }],
    topic,
    channel: room,
  })
  const { connection } = room

  useEffect(() => void connection.track({ name: me.name }), [connection, me.name])

  return { room, table }
}
