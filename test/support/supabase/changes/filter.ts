import { createParams, type Params, quoteName, splitList } from '../database/names'
import type { Database } from '../database/database'
import type { Json } from '../wire/json'

/** `column=operator.value`, the filter of a subscription. */
export interface Filter {
  readonly column: string
  readonly operator: keyof typeof operators | 'in'
  readonly value: string
}

const operators = { eq: '=', neq: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' }

/** Throws where the service would refuse it. */
export function parseFilter(text: string): Filter {
  const [, column, operator, value] = /^([^=]+)=(eq|neq|lt|lte|gt|gte|in)\.(.*)$/s.exec(text) ?? []
  if (!column || !operator || value === undefined) throw new Error(`Error parsing \`filter\` params: ["${text}"]`)
  return { column, operator: operator as Filter['operator'], value }
}

/**
 * Which of the filters this row passes; PostgreSQL compares, by the types of the columns. A column that is not there
 * passes nothing, nor does one whose type knows no such comparison.
 */
export async function passing(
  filters: readonly Filter[],
  row: Json,
  types: ReadonlyMap<string, string>,
  query: Database['query'],
): Promise<readonly boolean[]> {
  const params = createParams()
  const tests = filters.map((filter) => comparison(filter, row, types, params))
  if (tests.every((test) => test === 'false')) return tests.map(() => false)
  try {
    const { rows } = await query(`select ${tests.map((test, i) => `coalesce(${test}, false) as "${i}"`).join()}`, [
      ...params.values,
    ])
    return filters.map((_, i) => rows[0]?.[i] === true)
  } catch {
    // One that makes no sense is not to spoil the others.
    if (filters.length === 1) return [false]
    return (await Promise.all(filters.map((filter) => passing([filter], row, types, query)))).flat()
  }
}

function comparison(filter: Filter, row: Json, types: ReadonlyMap<string, string>, params: Params): string {
  const type = types.get(filter.column)
  const value = row[filter.column]
  if (type === undefined || value === undefined || value === null) return 'false'
  const cast = (text: string): string => `(${params.add(text)}::text)::${quoteName(type)}`
  const left = cast(typeof value === 'string' ? value : JSON.stringify(value))
  if (filter.operator !== 'in') return `${left} ${operators[filter.operator]} ${cast(filter.value)}`
  const list = /^\((.*)\)$/s.exec(filter.value)?.[1] ?? filter.value
  return `${left} in (${splitList(list).map(cast).join()})`
}
