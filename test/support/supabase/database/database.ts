import type { Claims } from '../token'
import type { Json } from '../wire/json'

/** The one thing the backend asks of a database: PostgreSQL on this machine, or PGlite. */
export interface Database {
  /** One statement, in a transaction of its own: as whoever the claims say, or as the owner. */
  query(sql: string, params?: readonly unknown[], claims?: Claims): Promise<Result>
  /** Many statements, as the owner: tables, policies, what is published. */
  define(script: string): Promise<void>
  /** Every committed change of the published tables, in the order of the commits. Gives what stops it. */
  changes(listener: (change: Change) => void): () => void
  close(): Promise<void>
}

export interface Result {
  readonly rows: readonly Json[]
  /** How many rows it gave or touched. */
  readonly count: number
}

/** As the trigger tells it; see `setup.sql.ts`. */
export interface Change {
  readonly schema: string
  readonly table: string
  readonly type: 'INSERT' | 'UPDATE' | 'DELETE'
  readonly commit_timestamp: string
  /** The columns of the primary key. */
  readonly keys: readonly string[]
  /** Row level security is on. */
  readonly rls: boolean
  /** The new row; large columns that an update did not touch are missing, as they are in the write-ahead log. */
  readonly record: Json | null
  /** The old row: the key alone unless `replica identity full`. */
  readonly old: Json | null
}

/** What an error of PostgreSQL says, whichever driver threw it. */
export interface SqlError {
  /** Five characters. */
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly hint?: string
}

export function isSqlError(error: unknown): error is SqlError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.length === 5
}

/** Makes the following statements of a transaction those of somebody; takes a role and the claims as JSON. */
export const impersonate = `select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)`

/** The channel that the trigger notifies. */
export const channel = 'realtime'

/** A notification is the change, or the number of one that is too large for it. */
export async function readNotification(payload: string, query: Database['query']): Promise<Change> {
  if (payload.startsWith('{')) return JSON.parse(payload) as Change
  const { rows } = await query('delete from realtime.large where id = $1 returning payload', [payload])
  return JSON.parse(String(rows[0]?.payload)) as Change
}
