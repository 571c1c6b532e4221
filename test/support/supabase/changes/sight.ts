import { createParams, quoteName } from '../database/names'
import type { Change, Database } from '../database/database'
import type { Claims } from '../token'

export interface Column {
  readonly name: string
  readonly type: string
}

/** What somebody may know of a change. */
export interface Sight {
  /** The columns they may select. */
  readonly columns: readonly Column[]
  readonly types: ReadonlyMap<string, string>
  /** They may not even select the key. */
  readonly isForbidden: boolean
  /** Row level security lets them see the row. Of a row that is gone everybody may know. */
  readonly isVisible: boolean
}

const columnsSql = `
  select a.attname::text as name, t.typname::text as type
  from pg_attribute a join pg_type t on t.oid = a.atttypid
  where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped
    and has_column_privilege($2::text, a.attrelid, a.attnum, 'select')
  order by a.attnum`

/** Asks PostgreSQL, as them. */
export async function look(change: Change, claims: Claims, query: Database['query']): Promise<Sight> {
  const table = `${quoteName(change.schema)}.${quoteName(change.table)}`
  const { rows } = await query(columnsSql, [table, claims.role])
  const columns = rows.map(({ name, type }) => ({ name: String(name), type: String(type) }))
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  const isForbidden = change.type !== 'DELETE' && !change.keys.every((key) => types.has(key))
  const isOpen = change.type === 'DELETE' || !change.rls || isForbidden || claims.role === 'service_role'
  return { columns, types, isForbidden, isVisible: isOpen || (await sees(table, change, types, claims, query)) }
}

async function sees(
  table: string,
  change: Change,
  types: Sight['types'],
  claims: Claims,
  query: Database['query'],
): Promise<boolean> {
  const params = createParams()
  const value = (name: string): string => params.add(String(change.record?.[name]))
  const key = change.keys.map((name) => `${quoteName(name)} = (${value(name)}::text)::${quoteName(types.get(name)!)}`)
  const { rows } = await query(`select 1 from ${table} where ${key.join(' and ')}`, params.values, claims)
  return rows.length > 0
}
