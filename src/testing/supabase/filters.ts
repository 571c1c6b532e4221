/** Whether a row passes, as PostgREST and the changes of Realtime write it: a column, an operator, a value. */
export function passes(row: object, column: string, operator: string, wanted: unknown): boolean {
  const value: unknown = Reflect.get(row, column)
  if (operator === 'is') return String(value) === String(wanted)
  // In SQL, no comparison with null holds.
  if (value === null || value === undefined) return false
  if (operator === 'in') return listOf(wanted).some((one) => compare(value, one) === 0)
  const difference = compare(value, wanted)
  const [holds] = operators.filter(([name]) => name === operator)
  if (!holds) throw new Error(`The fake of Supabase knows no filter "${operator}", but ${knownOperators}`)
  return holds[1](difference)
}

/** A filter of Realtime: `list=eq.7`. */
export function passesText(row: object, filter: string): boolean {
  const [, column = '', operator = '', value] = /^(\w+)=(\w+)\.(.*)$/s.exec(filter) ?? []
  return passes(row, column, operator, value)
}

/** Nulls come last, and text by code point. */
export function compare(one: unknown, other: unknown): number {
  const [isNone, isOtherNone] = [one, other].map((value) => value === null || value === undefined)
  if (isNone || isOtherNone) return Number(isNone) - Number(isOtherNone)
  const isNumber = typeof one === 'number' || typeof other === 'number'
  if (isNumber) return Number(one) - Number(other)
  const isBoolean = typeof one === 'boolean' || typeof other === 'boolean'
  if (isBoolean) return Number(isTrue(one)) - Number(isTrue(other))
  if (isTime(one) && isTime(other)) return Date.parse(one) - Date.parse(other)
  const [text, otherText] = [String(one), String(other)]
  if (text === otherText) return 0
  return text < otherText ? -1 : 1
}

/** As PostgreSQL reads a boolean: https://www.postgresql.org/docs/current/datatype-boolean.html */
const isTrue = (value: unknown): boolean => /^(true|t|yes|y|on|1)$/i.test(String(value))

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value))

const operators: [name: string, holds: (difference: number) => boolean][] = [
  ['eq', (difference) => difference === 0],
  ['neq', (difference) => difference !== 0],
  ['lt', (difference) => difference < 0],
  ['lte', (difference) => difference <= 0],
  ['gt', (difference) => difference > 0],
  ['gte', (difference) => difference >= 0],
]

const knownOperators = [...operators.map(([name]) => name), 'in', 'is'].join(', ')

/** `(1,"two")` */
function listOf(written: unknown): string[] {
  const inner = String(written).replace(/^\((.*)\)$/s, '$1')
  const parts = inner.match(/"(?:[^"\\]|\\.)*"|[^,]+/gs) ?? []
  // A backslash keeps the character behind it. A bare null is no value: nothing equals it.
  return parts
    .filter((part) => part !== 'null')
    .map((part) => (part.startsWith('"') ? part.slice(1, -1).replace(/\\(.)/gs, '$1') : part))
}
