import { describe, expect, it } from 'vitest'
import { createBackend } from '../support/supabase/backend'
import { createPglite } from '../support/supabase/database/pglite'
import { createPageNetwork } from '../support/supabase/page'
import { restTests } from './restTests'
import { rowTests, tables } from './rows'
import { eventually, listen, serve } from './stage'

describe('PGlite', () => {
  rowTests('pglite')
  restTests('pglite')

  it('goes on from a dump, tables and rows and changes included', async (test) => {
    const first = await createPglite()
    await first.define(tables)
    await first.query(`insert into todos (id, title) values (1, 'one')`)
    const loadDataDir = await first.dump()
    await first.close()
    const database = await createPglite({ loadDataDir })
    const backend = createBackend({ database })
    test.onTestFinished(backend.close)
    const { fetch } = createPageNetwork(backend)
    const headers = { apikey: backend.authority.anonKey }
    const response = await fetch('http://supabase.page/rest/v1/todos?select=id,title', { headers })
    expect(await response.json()).toEqual([{ id: 1, title: 'one' }])
  })

  it('runs within the page', async (test) => {
    const supabase = await serve(test, { database: 'pglite', tables, network: 'page' })
    const client = supabase.createClient()
    const { changes } = await listen(client, { table: 'todos' })
    await client.from('todos').insert({ id: 1, title: 'one' })
    await eventually(() => expect(changes).toEqual([expect.objectContaining({ eventType: 'INSERT' })]))
  })
})
