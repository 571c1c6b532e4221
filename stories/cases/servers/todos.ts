import emptyDatabase from 'virtual:empty-database'
import schema from '../../../examples/supabase-todos/schema.sql?raw'
import { type Backend, createBackend } from '../../../test/support/supabase/backend'
import type { Database } from '../../../test/support/supabase/database/database'
import { createPglite } from '../../../test/support/supabase/database/pglite'
import { rolesSql, setupSql } from '../../../test/support/supabase/database/setup.sql'
import type { CaseServer } from './caseServer'
import { createHelper } from './helper'
import { createSupabaseServer } from './supabaseServer'

const list: readonly { title: string; done?: boolean; pinned?: boolean }[] = [
  { title: 'Doors open at nine', pinned: true },
  { title: 'Book the hall', done: true },
  { title: 'Write to the speakers' },
  { title: 'Coffee for forty people' },
  { title: 'Order the badges' },
  { title: 'Ask who needs a projector' },
  { title: 'Print the programme' },
]

interface Project {
  readonly backend: Backend
  readonly database: Database
}

/** The project of the to-do list: PostgreSQL, compiled for browsers, behind what speaks as Supabase does. */
export interface TodoServer extends CaseServer {
  /** Begins with the same list, and with somebody else who works on it, if they are `helped`. Gives what ends it. */
  begin(options?: { helped?: boolean }): Promise<() => void>
}

export function createTodoServer(): TodoServer {
  let starting: Promise<Project> | undefined

  /** Once for all stories: a database takes its time to start. */
  const start = (): Promise<Project> => (starting ??= startProject())

  return Object.assign(
    createSupabaseServer('http://127.0.0.1:8789', async () => (await start()).backend),
    {
      async begin({ helped = false } = {}) {
        const { backend, database } = await start()
        await database.query('delete from todos')
        const rows = list.map((todo, index) => ({ done: false, pinned: false, ...todo, position: index + 1 }))
        await database.query(
          `insert into todos (title, done, pinned, position)
            select title, done, pinned, position from json_populate_recordset(null::todos, $1::json)`,
          [JSON.stringify(rows)],
        )
        return helped ? createHelper(backend) : () => {}
      },
    },
  )
}

async function startProject(): Promise<Project> {
  const loadDataDir = await (await fetch(emptyDatabase)).blob()
  const database = await createPglite({ loadDataDir })
  await database.define(rolesSql + setupSql + schema)
  // The one who helps and the one who looks on may come back as often as their network breaks.
  return { database, backend: createBackend({ database, presenceLimit: null }) }
}
