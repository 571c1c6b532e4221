import type { Todo } from '../protocol'

/** The words of `schema.sql` for people. */
export function whyRefused(error: Error, { title, pinned }: Pick<Todo, 'title' | 'pinned'>): string {
  const { code } = sqlErrorOf(error)
  if (code === '23505') return `There is “${title}” already.`
  if (code === '23514') return 'A to-do has 1 to 120 characters.'
  if (code === '42501') return 'The database does not allow it.'
  if (code) return `The database says: ${sqlErrorOf(error).message}.`
  // Row level security does not say no: it changes no row.
  return pinned ? 'It is pinned.' : 'It is gone.'
}

/** There is no such row, or none that may be changed. */
export function isGone(error: Error): boolean {
  return sqlErrorOf(error).code === undefined
}

/** The row with this key is in the table. */
export function isThereAlready(error: Error): boolean {
  const { code, message = '' } = sqlErrorOf(error)
  return code === '23505' && message.includes('todos_pkey')
}

interface SqlError {
  /** https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly code?: string
  readonly message?: string
}

/** What PostgreSQL said is somewhere among the causes. */
function sqlErrorOf(error: unknown): SqlError {
  if (typeof error !== 'object' || error === null) return {}
  const { code } = error as SqlError
  return code && /^[0-9A-Z]{5}$/.test(code) ? error : sqlErrorOf((error as { cause?: unknown }).cause)
}
