import { splitList } from '../database/names'
import { unsupported } from './problem'

/** What stands in the address of a request to PostgREST. */
export interface RestQuery {
  readonly columns: readonly Column[]
  readonly filters: readonly Filter[]
  readonly order: readonly Order[]
  readonly limit: number | null
  readonly offset: number | null
  /** Of the rows that are written. */
  readonly written: readonly string[] | null
  readonly onConflict: readonly string[] | null
}

export interface Column {
  readonly name: string
  readonly alias?: string
}

export interface Filter {
  readonly column: string
  readonly isNegated: boolean
  readonly operator: string
  readonly value: string
}

export interface Order {
  readonly column: string
  readonly isDescending: boolean
  readonly nulls: 'first' | 'last' | null
}

const reserved = new Set(['select', 'order', 'limit', 'offset', 'columns', 'on_conflict'])

export function readQuery(params: URLSearchParams): RestQuery {
  const names = (param: string): string[] | null => {
    const text = params.get(param)
    return text === null ? null : splitList(text)
  }
  const count = (param: string): number | null => (params.has(param) ? Number(params.get(param)) : null)
  return {
    columns: splitList(params.get('select') ?? '*').map(readColumn),
    filters: [...params].filter(([name]) => !reserved.has(name)).map(readFilter),
    order: (names('order') ?? []).map(readOrder),
    limit: count('limit'),
    offset: count('offset'),
    written: names('columns'),
    onConflict: names('on_conflict'),
  }
}

function readColumn(text: string): Column {
  const [, alias, name] = /^(?:([^:()]+):)?([^:()]+)$/.exec(text) ?? []
  if (!name || name.includes('->')) throw unsupported(`\`select=${text}\``)
  return { name, ...(alias && { alias }) }
}

function readFilter([column, text]: [string, string]): Filter {
  const [, not, operator, value] = /^(not\.)?([a-z]+)\.(.*)$/s.exec(text) ?? []
  if (!operator || value === undefined || column === 'or' || column === 'and')
    throw unsupported(`\`${column}=${text}\``)
  return { column, isNegated: Boolean(not), operator, value }
}

function readOrder(text: string): Order {
  const [column = '', ...words] = text.split('.')
  const nulls = words.includes('nullsfirst') ? 'first' : words.includes('nullslast') ? 'last' : null
  return { column, isDescending: words.includes('desc'), nulls }
}
