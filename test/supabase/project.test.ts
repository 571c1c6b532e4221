import { readFileSync } from 'node:fs'
import { createClient as createSupabase, type SupabaseClient } from '@supabase/supabase-js'
import { describe, expect, test, type TestContext } from 'vitest'
import { clientSocket } from '../support/supabase/clientSocket'
import { clientTraits } from '../support/supabase/clientTraits'
import { until } from '../support/until'
import { showTable } from './liveTable'
import { rosterOf } from './roster'
import { createClient, stage } from './stage'

/**
 * What needs nothing but clients: over the local backend, and over a project, whose database has what
 * `examples/supabase-todos/schema.sql` makes. Without a project these count as skipped.
 */
const { SUPABASE_URL, SUPABASE_ANON_KEY } = process.env
const schema = readFileSync(new URL('../../examples/supabase-todos/schema.sql', import.meta.url), 'utf8')

interface Todo {
  id: string
  title: string
  done: boolean
  position: number
  pinned: boolean
}

type Open = (context: Pick<TestContext, 'onTestFinished'>) => Promise<{ createClient(): SupabaseClient }>

const local: Open = (context) => stage(context, { tables: schema })

const project: Open = ({ onTestFinished }) =>
  Promise.resolve({
    createClient() {
      const client = createSupabase(SUPABASE_URL ?? '', SUPABASE_ANON_KEY ?? '', {
        auth: { persistSession: false, autoRefreshToken: false },
        realtime: { transport: clientSocket },
      })
      onTestFinished(() => void client.realtime.disconnect())
      return client
    },
  })

describe('the local backend', () => {
  behaviours(local)
})
describe.skipIf(!SUPABASE_URL || !SUPABASE_ANON_KEY)('a project', () => {
  behaviours(project)
})

function behaviours(open: Open): void {
  /** Others may use the project, too. */
  const unique = (): string => `test ${crypto.randomUUID()}`
  const patience = 15_000

  test('brings acknowledged broadcasts from one client to the other, in order', async (context) => {
    const { createClient: clientOf } = await open(context)
    const topic = unique()
    const ann = createClient(clientOf(), topic, { broadcast: { ack: true } })
    const bob = createClient(clientOf(), topic)
    for (const { connection } of [ann, bob]) {
      context.onTestFinished(connection.close)
      connection.open()
    }
    await Promise.all([ann.reaches('open'), bob.reaches('open')])
    for (const value of [1, 'two', { three: 3 }])
      expect(await ann.connection.emit('said', value)).toEqual({ outcome: 'acked' })
    await until(bob, () => bob.heard('said').length === 3, patience)
    expect(bob.heard('said')).toEqual([1, 'two', { three: 3 }])
  })

  test.skipIf(!clientTraits.sendsBytes)('brings bytes from one client to the other', async (context) => {
    const { createClient: clientOf } = await open(context)
    const topic = unique()
    const ann = createClient(clientOf(), topic, { broadcast: { ack: true } })
    const bob = createClient(clientOf(), topic)
    for (const { connection } of [ann, bob]) {
      context.onTestFinished(connection.close)
      connection.open()
    }
    await Promise.all([ann.reaches('open'), bob.reaches('open')])
    expect(await ann.connection.emit('bytes', new Uint8Array([1, 2, 255]))).toEqual({ outcome: 'acked' })
    await until(bob, () => bob.heard('bytes').length === 1, patience)
    expect([...new Uint8Array(bob.heard('bytes')[0] as ArrayBuffer)]).toEqual([1, 2, 255])
  })

  test.skipIf(!clientTraits.tellsOfHangingUp)(
    'shows who is there, again after the client hung up, and who has left',
    async (context) => {
      const { createClient: clientOf } = await open(context)
      const topic = unique()
      const client = clientOf()
      const ann = createClient(client, topic, { presence: { key: 'ann' } })
      const bob = createClient(clientOf(), topic, { presence: { key: 'bob' } })
      for (const { connection } of [ann, bob]) {
        context.onTestFinished(connection.close)
        connection.open()
      }
      await Promise.all([ann.reaches('open'), bob.reaches('open')])
      void ann.connection.emit('presence', { mood: 'fine' })
      await expect.poll(() => rosterOf(bob), { timeout: patience }).toEqual({ ann: [{ mood: 'fine' }] })
      void client.realtime.disconnect()
      await expect.poll(() => rosterOf(bob), { timeout: patience }).toEqual({})
      ann.connection.reconnect()
      await expect.poll(() => rosterOf(bob), { timeout: patience }).toEqual({ ann: [{ mood: 'fine' }] })
      ann.connection.close()
      await expect.poll(() => rosterOf(bob), { timeout: patience }).toEqual({})
    },
  )

  test('keeps a table as the database has it, whoever changes it', async (context) => {
    const { createClient: clientOf } = await open(context)
    const client = clientOf()
    const title = unique()
    const ours = (todo: Todo): boolean => todo.title.startsWith(title)
    const shown = [client, clientOf()].map((each) =>
      showTable<Todo>(each, 'todos', { order: [{ column: 'position' }] }),
    )
    context.onTestFinished(async () => {
      for (const { stop } of shown) stop()
      await client.from('todos').delete().like('title', `${title}%`)
    })
    const [ann, bob] = shown as [(typeof shown)[0], (typeof shown)[0]]
    const bobs = (): unknown => bob.rows.filter(ours).map((todo) => [todo.title, todo.done])
    const shows = (expected: unknown): Promise<unknown> =>
      until(bob, () => JSON.stringify(bobs()) === JSON.stringify(expected), patience)

    await until(ann, () => ann.status === 'live', patience)
    await until(bob, () => bob.status === 'live', patience)
    const { row, error } = await ann.table.insert({ id: crypto.randomUUID(), title: `${title} a`, position: 1e9 })
    expect(error).toBeNull()
    await shows([[`${title} a`, false]])
    expect((await ann.table.update(row as Todo, { done: true })).error).toBeNull()
    await shows([[`${title} a`, true]])
    expect((await ann.table.update(row as Todo, { title: '' })).error).toMatchObject({ code: 'rejected' })
    expect((await ann.table.remove(row as Todo)).error).toBeNull()
    await shows([])
  })
}
