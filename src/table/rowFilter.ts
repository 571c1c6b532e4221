import { textOf } from '../transport/error'
import { compareValues, typedLike } from './typedValues'

/** A comparison of a column with a value: the database makes it when rows are loaded, and we make it for every change. */
export type RowFilter<Row> = readonly [
  column: keyof Row & string,
  operator: 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'is',
  value: unknown,
]

/** A `Date` goes out as the text that JSON has for it, and a `BigInt` as its digits. */
export function plainFilter<Row>([column, operator, value]: RowFilter<Row>): RowFilter<Row> {
  if (value instanceof Date) return [column, operator, value.toISOString()]
  return [column, operator, typeof value === 'bigint' ? String(value) : value]
}

/** The value of a filter as PostgREST takes it; lists have a form of their own: https://docs.postgrest.org/en/stable/references/api/tables_views.html#operators */
export function filterText(operator: string, value: unknown): unknown {
  if (operator !== 'in') return value
  return `(${(value as readonly unknown[]).map(quotedValue).join(',')})`
}

/** In quotation marks, where a backslash keeps the character behind it, and nothing else is escaped. */
function quotedValue(value: unknown): unknown {
  const isBare = typeof value === 'number' || typeof value === 'boolean' || value === null
  return isBare ? value : `"${textOf(value instanceof Date ? value.toISOString() : value).replace(/["\\]/g, '\\$&')}"`
}

/** Whether a row passes a filter, as the database decides it. A column that is missing passes. */
export function passes<Row extends object>(row: Partial<Row>, [column, operator, wanted]: RowFilter<Row>): boolean {
  const value = row[column]
  if (value === undefined) return true
  if (operator === 'is') return value === operandOfIs(wanted)
  // In SQL, no comparison with null holds.
  if (value === null) return false
  if (operator === 'in')
    return (wanted as readonly unknown[]).some((one) => compareValues(value, typedLike(value, one)) === 0)
  return holds[operator](compareValues(value, typedLike(value, wanted)))
}

/** What `is` compares with: `null`, `true` and `false`, which may be written as text. */
function operandOfIs(wanted: unknown): unknown {
  if (wanted === 'null') return null
  return wanted === 'true' || wanted === 'false' ? wanted === 'true' : wanted
}

const holds: Record<Exclude<RowFilter<never>[1], 'in' | 'is'>, (difference: number) => boolean> = {
  eq: (difference) => difference === 0,
  neq: (difference) => difference !== 0,
  lt: (difference) => difference < 0,
  lte: (difference) => difference <= 0,
  gt: (difference) => difference > 0,
  gte: (difference) => difference >= 0,
}
