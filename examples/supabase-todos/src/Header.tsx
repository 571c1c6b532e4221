import type { SupabaseTable } from 'wirehooks/supabase/table'
import type { Person, Todo } from '../protocol'
import { LinkButton } from './LinkButton'
import { People } from './People'
import { Status } from './Status'
import type { Room } from './useBoard'

interface HeaderProps {
  room: Room
  table: SupabaseTable<Todo>
  people: readonly Person[]
  me: Person
}

export function Header({ room, table, people, me }: HeaderProps) {
  return (
    <header>
      <div className="heading">
        <h1>To do</h1>
        <Status room={room} table={table} />
      </div>
      <People people={people} me={me} isStale={!room.isOpen} />
      <LinkButton />
    </header>
  )
}
