import type { Person } from '../protocol'
import { AddForm } from './AddForm'
import { Banner } from './Banner'
import { Cursors } from './Cursors'
import { Header } from './Header'
import { News } from './News'
import { Problem } from './Problem'
import { TodoList } from './TodoList'
import { useBoard } from './useBoard'
import { usePointer } from './useCursors'
import { usePeople } from './usePeople'
import { useTodos } from './useTodos'

export function Board({ me }: { me: Person }) {
  const { room, table } = useBoard(me)
  const todos = useTodos(room, table, me)
  const people = usePeople(room)
  const pointer = usePointer(room, me)

  return (
    <>
      <div className="top">
        <Header room={room} table={table} people={people} me={me} />
        <Banner room={room} waiting={table.pending.size} />
      </div>
      <main className="board" {...pointer}>
        <TodoList table={table} todos={todos} />
        <div className="foot">
          <Problem text={todos.problem} onDismiss={todos.forget} />
          <AddForm onAdd={todos.add} />
          <News room={room} />
        </div>
        <Cursors room={room} people={people} />
      </main>
    </>
  )
}
