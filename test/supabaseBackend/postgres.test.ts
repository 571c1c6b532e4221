import { describe } from 'vitest'
import { hasPostgres } from '../support/supabase/database/postgres'
import { restTests } from './restTests'
import { rowTests } from './rows'

// Where the machine has none, PGlite runs the same tests: pglite.test.ts.
describe.skipIf(!(await hasPostgres()))('PostgreSQL', () => {
  rowTests('postgres')
  restTests('postgres')
})
