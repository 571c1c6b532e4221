import { type Backend, createBackend } from '../../../test/support/supabase/backend'
import { createPglite, type PgliteDatabase } from '../../../test/support/supabase/database/pglite'
import { type Server, startServer } from '../../../test/support/supabase/server'

export interface Project extends Server {
  readonly anonKey: string
  readonly database: PgliteDatabase
}

interface Settings {
  readonly port: number
  /** SQL that makes the tables. */
  readonly schema: string
  /** Before anybody is let in. */
  prepare(database: PgliteDatabase): Promise<void>
}

/** What a Supabase project does for this page, in one process: a stand-in for trying it out, and for tests. */
export async function startProject({ port, schema, prepare }: Settings): Promise<Project> {
  const database = await createPglite()
  await database.define(schema)
  await prepare(database)
  const backend: Backend = createBackend({ database })
  const server = await startServer(backend, port)
  return {
    ...server,
    anonKey: backend.authority.anonKey,
    database,
    async stop() {
      await server.stop()
      await backend.close()
    },
  }
}
