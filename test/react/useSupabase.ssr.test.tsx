import { renderToString } from 'react-dom/server'
import { expect, onTestFinished, test } from 'vitest'
import { connections } from 'wirehooks'
import { useSupabaseChannel } from 'wirehooks/supabase'
import { useSupabaseTable } from 'wirehooks/supabase/table'
import { stage } from '../supabase/stage'
import { refuseComplaints } from './support/complaints'

test('is idle and loading on the server, and asks for nothing', async () => {
  refuseComplaints()
  const supabase = await stage({ onTestFinished })
  const client = supabase.createClient()

  function Live() {
    const room = useSupabaseChannel(client, 'room', { presence: {}, changes: [{ table: 'todos' }] })
    const none = useSupabaseChannel(client, null)
    const { status, rows } = useSupabaseTable(client, 'todos', { order: [{ column: 'id' }] })
    return <p>{[room.status, none.status, status, rows.length].join()}</p>
  }

  expect(renderToString(<Live />)).toBe('<p>idle,idle,loading,0</p>')
  expect(connections.getState()).toEqual([])
  // Whatever the page had asked for would have come before this.
  await supabase.connect(client, 'room').reaches('open')
  expect(supabase.journal.entries.filter(({ what }) => what !== 'send')).toMatchObject([
    { what: 'open' },
    { what: 'join', topic: 'room' },
  ])
})
