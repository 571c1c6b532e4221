import { useState } from 'react'
import type { SupabaseTable, WriteResult } from 'wirehooks/supabase/table'
import type { Person, Todo } from '../protocol'
import { isGone, isThereAlready, whyRefused } from './refusal'
import type { Room } from './useBoard'

export interface Todos {
  /** What the database refused last, and why. */
  readonly problem: string | null
  forget(): void
  /** False when the database refused it. */
  add(title: string): Promise<boolean>
  rename(todo: Todo, title: string): Promise<boolean>
  toggle(todo: Todo): Promise<boolean>
  remove(todo: Todo): Promise<boolean>
}

/** What can be done to the list: it shows at once, and is told to the others when the database has it. */
export function useTodos(room: Room, table: SupabaseTable<Todo>, person: Person): Todos {
  const [problem, setProblem] = useState<string | null>(null)

  async function settle(writing: Promise<WriteResult<Todo>>, deed: string, todo: Todo): Promise<boolean> {
    setProblem(null)
    const { error } = await writing
    if (error) setProblem(`Not ${deed}. ${whyRefused(error, todo)}`)
    // News are for now: who is away finds the list as it is.
    else void room.emit('DID', { person, deed }, { ttl: 0 })
    return !error
  }

  return {
    problem,
    forget: () => setProblem(null),
    async add(title) {
      const position = (table.rows.at(-1)?.position ?? 0) + 1
      const todo = { id: crypto.randomUUID(), title, done: false, position, pinned: false }
      return settle(orDone(table.insert(todo), isThereAlready), `added “${title}”`, todo)
    },
    rename(todo, title) {
      const deed = `renamed “${todo.title}” to “${title}”`
      return settle(table.update(todo, { title }), deed, { ...todo, title })
    },
    toggle(todo) {
      const deed = `${todo.done ? 'reopened' : 'ticked off'} “${todo.title}”`
      return settle(table.update(todo, { done: !todo.done }), deed, todo)
    },
    remove(todo) {
      const removing = orDone(table.remove(todo), (error) => isGone(error) && !todo.pinned)
      return settle(removing, `deleted “${todo.title}”`, todo)
    },
  }

  /** An answer may be lost on the way; the second one says then that there is nothing left to do. */
  async function orDone(
    writing: Promise<WriteResult<Todo>>,
    isDone: (error: Error) => boolean,
  ): Promise<WriteResult<Todo>> {
    const result = await writing
    if (!result.error || !isDone(result.error)) return result
    await table.reload()
    return { ...result, error: null }
  }
}
