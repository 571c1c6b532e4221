import { createParams, type Params, quoteName, splitList } from '../database/names'
import { asJson } from '../wire/json'
import { unsupported } from './problem'
import type { Column, Filter, RestQuery } from './query'

/** SQL with its parameters; a user's text is a parameter or a quoted name. */
export interface Statement {
  readonly sql: string
  readonly values: readonly unknown[]
}

export interface Target {
  readonly schema: string
  readonly table: string
}

export type OnDuplicate = 'fail' | 'merge' | 'ignore'

const comparisons: Record<string, string> = {
  eq: '=',
  neq: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  like: 'like',
  ilike: 'ilike',
}

const states = new Set(['null', 'not_null', 'true', 'false', 'unknown'])

export function selectRows(target: Target, query: RestQuery): Statement {
  const params = createParams()
  const order = query.order.map(
    ({ column, isDescending, nulls }) => `${of(column)}${isDescending ? ' desc' : ''}${nulls ? ` nulls ${nulls}` : ''}`,
  )
  const parts = [
    `select ${list(query.columns)} from ${nameOf(target)} target ${where(query.filters, params)}`,
    order.length > 0 && `order by ${order.join()}`,
    query.limit !== null && `limit ${params.add(query.limit)}`,
    query.offset !== null && `offset ${params.add(query.offset)}`,
  ]
  return { sql: parts.filter(Boolean).join(' '), values: params.values }
}

export function countRows(target: Target, { filters }: RestQuery): Statement {
  const params = createParams()
  const sql = `select count(*)::int as total from ${nameOf(target)} target ${where(filters, params)}`
  return { sql, values: params.values }
}

/** `conflict` are the columns that make a duplicate. */
export function insertRows(
  target: Target,
  query: RestQuery,
  body: unknown,
  onDuplicate: OnDuplicate,
  conflict: readonly string[],
): Statement {
  const rows: unknown[] = Array.isArray(body) ? body : [body]
  const columns = query.written ?? Object.keys(asJson(rows[0]))
  const params = createParams()
  const into = `insert into ${nameOf(target)} as target`
  if (columns.length === 0) return { sql: `${into} default values`, values: [] }
  const names = columns.map(quoteName).join()
  const from = `json_populate_recordset(null::${nameOf(target)}, ${params.add(JSON.stringify(rows))}::json)`
  const sets = columns.map((column) => `${quoteName(column)} = excluded.${quoteName(column)}`).join()
  const duplicates = {
    fail: '',
    merge: `on conflict (${conflict.map(quoteName).join()}) do update set ${sets}`,
    ignore: `on conflict (${conflict.map(quoteName).join()}) do nothing`,
  }
  return { sql: `${into} (${names}) select ${names} from ${from} ${duplicates[onDuplicate]}`, values: params.values }
}

export function updateRows(target: Target, { filters }: RestQuery, body: unknown): Statement {
  const params = createParams()
  const sets = Object.keys(asJson(body)).map((column) => `${quoteName(column)} = body.${quoteName(column)}`)
  const from = `json_populate_record(null::${nameOf(target)}, ${params.add(JSON.stringify(body))}::json) body`
  const sql = `update ${nameOf(target)} as target set ${sets.join()} from ${from} ${where(filters, params)}`
  return { sql, values: params.values }
}

export function deleteRows(target: Target, { filters }: RestQuery): Statement {
  const params = createParams()
  return { sql: `delete from ${nameOf(target)} as target ${where(filters, params)}`, values: params.values }
}

export function returning({ sql, values }: Statement, { columns }: RestQuery): Statement {
  return { sql: `${sql} returning ${list(columns)}`, values }
}

/** The rows as PostgreSQL writes JSON: no driver touches a number or a date. */
export function asJsonText({ sql, values }: Statement): Statement {
  return {
    sql: `with result as (${sql}) select coalesce(json_agg(result), '[]')::text as body, count(*)::int as count from result`,
    values,
  }
}

export function nameOf({ schema, table }: Target): string {
  return `${quoteName(schema)}.${quoteName(table)}`
}

function of(column: string): string {
  return `target.${quoteName(column)}`
}

function list(columns: readonly Column[]): string {
  return columns
    .map(({ name, alias }) => (name === '*' ? 'target.*' : `${of(name)}${alias ? ` as ${quoteName(alias)}` : ''}`))
    .join()
}

function where(filters: readonly Filter[], params: Params): string {
  if (filters.length === 0) return ''
  const tests = filters.map((filter) => (filter.isNegated ? `not (${test(filter, params)})` : test(filter, params)))
  return `where ${tests.join(' and ')}`
}

function test({ column, operator, value }: Filter, params: Params): string {
  if (operator === 'is' && states.has(value)) return `${of(column)} is ${value.replace('_', ' ')}`
  if (operator === 'in') {
    const values = splitList(/^\((.*)\)$/s.exec(value)?.[1] ?? value).map((item) => params.add(item))
    return values.length > 0 ? `${of(column)} in (${values.join()})` : 'false'
  }
  const comparison = comparisons[operator]
  if (!comparison) throw unsupported(`\`${column}=${operator}.${value}\``)
  return `${of(column)} ${comparison} ${params.add(operator.endsWith('like') ? value.replaceAll('*', '%') : value)}`
}
