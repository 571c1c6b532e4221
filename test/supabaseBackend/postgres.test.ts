import { describe } from 'vitest'
import { hasPostgres } from '../support/supabase/database/postgres'
import { restTests } from './restTests'
import { rowTests } from './rows'

describe.skipIf(!(await hasPostgres()))('PostgreSQL', () => {
  rowTests('postgres')
  restTests('postgres')
})
