import { createClient } from '@supabase/supabase-js'
import type { Database, Person, Point, Todo } from '../../../examples/supabase-todos/protocol'
import type { Backend } from '../../../test/support/supabase/backend'
import { createPageNetwork } from '../../../test/support/supabase/page'
import { createTimers } from './timers'

/** In milliseconds: between two steps of the pointer, and how long it rests. */
const pace = { step: 80, rest: 1200 }
/** Of a row a step. */
const stride = 0.3

/** Where a pointer is: rows from the top, and of their width. */
interface Place {
  readonly row: number
  readonly x: number
}

/** Somebody who ticks one to-do after the other, with a network that nobody breaks. Returns what sends them home. */
export function createHelper(backend: Backend): () => void {
  const { url, fetch, WebSocket } = createPageNetwork(backend)
  const me: Person = { id: crypto.randomUUID(), name: 'Grace' }
  const client = createClient<Database>(url, backend.authority.anonKey, {
    auth: { persistSession: false, autoRefreshToken: false, storageKey: 'helper' },
    global: { fetch },
    realtime: { transport: WebSocket },
  })
  const room = client.channel('todos', { config: { presence: { key: me.id } } })
  const timers = createTimers()
  let place: Place = { row: 3.5, x: 0.6 }
  let turn = 1

  function tell(event: string, payload: object): void {
    void room.send({ type: 'broadcast', event, payload: { person: me, ...payload } })
  }

  async function next(): Promise<void> {
    const { data } = await client.from('todos').select().order('position')
    const todos = data ?? []
    const row = nextRow(todos, turn)
    turn = row + 1
    walk(todos, { row: row + 0.5, x: 0.05 }, () => void tick(todos[row]))
  }

  function walk(todos: readonly Todo[], goal: Place, arrived: () => void): void {
    const left = goal.row - place.row
    const isThere = Math.abs(left) <= stride
    const part = isThere ? 1 : stride / Math.abs(left)
    place = { row: place.row + left * part, x: place.x + (goal.x - place.x) * part }
    const at = pointAt(todos, place)
    if (at) tell('CURSOR', { at })
    timers.after(isThere ? pace.rest / 2 : pace.step, isThere ? arrived : () => walk(todos, goal, arrived))
  }

  async function tick(todo: Todo | undefined): Promise<void> {
    if (todo) {
      await client.from('todos').update({ done: !todo.done }).eq('id', todo.id)
      tell('DID', { deed: `${todo.done ? 'reopened' : 'ticked off'} “${todo.title}”` })
    }
    const aside: Place = { row: place.row - 0.4, x: 0.5 + Math.random() * 0.3 }
    walk([], aside, () => timers.after(pace.rest, () => void next()))
  }

  room.subscribe((status) => {
    if (status !== 'SUBSCRIBED') return
    void room.track({ name: me.name })
    timers.after(pace.rest, () => void next())
  })

  return () => {
    timers.stop()
    void client.removeAllChannels()
    void client.realtime.disconnect()
  }
}

/** The next one that may be changed, from a turn on. */
function nextRow(todos: readonly Todo[], turn: number): number {
  const rows = todos.map((_, index) => (turn + index) % todos.length)
  return rows.find((row) => todos[row]?.pinned === false) ?? 0
}

function pointAt(todos: readonly Todo[], { row, x }: Place): Point | null {
  const todo = todos[Math.floor(row)]
  return todo ? { todo: todo.id, x, y: row % 1 } : null
}
