import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, waitFor } from 'storybook/test'
import { useSupabaseTable } from 'wirehooks/supabase/table'
import { createPageSupabase } from '../../.storybook/supabase'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { Say } from '../parts/Say'
import { seeFact } from '../parts/see'

interface Todo {
  readonly id: string
  readonly title: string
  readonly done: boolean
  readonly at: number
}

interface Database {
  public: { Tables: { todos: { Row: Todo } } }
}

const server = await createPageSupabase({
  tables: `
    create table public.todos (
      id uuid primary key default gen_random_uuid(),
      title text not null check (title <> 'nonsense'),
      done boolean not null default false,
      at double precision not null default extract(epoch from clock_timestamp())
    );
    alter publication supabase_realtime add table public.todos;
    insert into public.todos (title, at) values ('Water the plants', 1);
  `,
})
const supabase = server.createClient()

const meta = { title: 'Hooks/useSupabaseTable', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Todos() {
  const todos = useSupabaseTable<Database, 'todos'>(supabase, 'todos', { order: [{ column: 'at' }] })
  const [refusal, setRefusal] = useState('')

  async function add(title: string): Promise<void> {
    const { error } = await todos.insert({ id: crypto.randomUUID(), title, done: false, at: Date.now() })
    setRefusal(error ? `“${title}” was taken back: the database refused it` : '')
  }

  return (
    <Frame title="public.todos">
      <Facts of={{ Rows: todos.status, Unconfirmed: todos.pending.size }} />
      <ul>
        {todos.rows.map((todo) => (
          <li key={todos.keyOf(todo)}>
            <label className="row">
              <input
                type="checkbox"
                checked={todo.done}
                onChange={() => void todos.update(todo, { done: !todo.done })}
              />
              {todo.title}
            </label>
          </li>
        ))}
      </ul>
      <Say label="To do" initial="Buy bread" onSay={(title) => void add(title)} />
      <p className="quiet" role="alert">
        {refusal}
      </p>
    </Frame>
  )
}

/** A real PostgreSQL in this page: what you do is seen at once. It refuses “nonsense”, which is then taken back. */
export const KeptAsTheDatabaseHasThem: Story = {
  render: () => <Todos />,
  async play({ canvas, userEvent }) {
    await seeFact(canvas, 'Rows', 'live')
    await userEvent.click(canvas.getByRole('button', { name: 'Send' }))
    await expect(await canvas.findByLabelText('Buy bread')).not.toBeChecked()
    await seeFact(canvas, 'Unconfirmed', '0')
    await userEvent.click(canvas.getByLabelText('Water the plants'))
    await waitFor(async () => {
      const { data } = await supabase.from('todos').select('done').eq('title', 'Water the plants')
      await expect(data).toEqual([{ done: true }])
    })
    await userEvent.clear(canvas.getByLabelText('To do'))
    await userEvent.type(canvas.getByLabelText('To do'), 'nonsense')
    await userEvent.click(canvas.getByRole('button', { name: 'Send' }))
    await waitFor(() => expect(canvas.getByRole('alert')).toHaveTextContent(/taken back/))
    await expect(canvas.queryByLabelText('nonsense')).toBeNull()
  },
}
