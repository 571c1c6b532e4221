import type { SupabaseTable } from 'wirehooks/supabase/table'
import type { Todo } from '../protocol'
import { TodoItem } from './TodoItem'
import type { Todos } from './useTodos'

export function TodoList({ table, todos }: { table: SupabaseTable<Todo>; todos: Todos }) {
  const { rows, status, error } = table
  const isLoading = status === 'loading'

  return (
    <>
      {error && <p className="empty">The list could not be loaded: {error.message}</p>}
      {isLoading && !error && <p className="empty">Loading…</p>}
      {!isLoading && rows.length === 0 && <p className="empty">Nothing to do.</p>}
      <ul className="todos" aria-label="To do" aria-busy={isLoading}>
        {rows.map((todo) => (
          <TodoItem key={table.keyOf(todo)} todo={todo} todos={todos} isPending={table.pending.has(todo)} />
        ))}
      </ul>
    </>
  )
}
