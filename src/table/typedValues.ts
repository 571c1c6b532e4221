const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** A time as PostgreSQL writes it, or a person: with or without parts of a second and a time zone. */
const timestamp = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d+)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i

/**
 * A value of a filter as the database reads it for a column that holds `value`: PostgREST gets every value as text, and the
 * type of the column decides what it means.
 */
export function typedLike(value: unknown, wanted: unknown): unknown {
  if (typeof value === 'number' && typeof wanted === 'string' && wanted.trim() !== '') return Number(wanted)
  if (typeof value === 'boolean' && typeof wanted === 'string') return booleanOf(wanted)
  if (typeof value === 'string' && (typeof wanted === 'number' || typeof wanted === 'boolean')) return String(wanted)
  if (typeof value === 'string' && wanted instanceof Date) return wanted.toISOString()
  // PostgreSQL writes uuids in small letters.
  const areIds = typeof value === 'string' && typeof wanted === 'string' && uuid.test(value) && uuid.test(wanted)
  return areIds ? wanted.toLowerCase() : wanted
}

/** https://www.postgresql.org/docs/current/datatype-boolean.html */
function booleanOf(text: string): unknown {
  const word = text.trim().toLowerCase()
  if (['true', 't', 'yes', 'y', 'on', '1'].includes(word)) return true
  return ['false', 'f', 'no', 'n', 'off', '0'].includes(word) ? false : text
}

/** The order of PostgreSQL, where nulls come last, and text is ordered by code point, as the collation "C" has it. */
export function compareValues(one: unknown, other: unknown): number {
  if (one === other) return 0
  if (one === null || one === undefined) return 1
  if (other === null || other === undefined) return -1
  if (typeof one !== 'string' || typeof other !== 'string') return Number(one) - Number(other)
  return compareTimes(one, other) ?? byCodePoint(one, other)
}

/** `undefined` where one of both is no time. A column without a time zone ignores the zone of a filter. */
function compareTimes(one: string, other: string): number | undefined {
  const [first, second] = [timestamp.exec(one), timestamp.exec(other)]
  if (!first || !second) return undefined
  const bothHaveZones = Boolean(first[4] && second[4])
  const difference = microsecondsOf(first, bothHaveZones) - microsecondsOf(second, bothHaveZones)
  return Number.isNaN(difference) ? undefined : difference
}

/** JavaScript compares by UTF-16 units, of which two make a character beyond U+FFFF. */
function byCodePoint(one: string, other: string): number {
  const [a, b] = [Array.from(one), Array.from(other)]
  const at = a.findIndex((character, index) => character !== b[index])
  if (at < 0) return a.length - b.length
  return (a[at]?.codePointAt(0) ?? -1) - (b[at]?.codePointAt(0) ?? -1)
}

/** Since 1970. The parts are those of `timestamp`. */
function microsecondsOf([, date, time = '', fraction = '', zone = '']: RegExpExecArray, usesZone: boolean): number {
  const seconds = time.length === 5 ? `${time}:00` : time
  const milliseconds = Date.parse(`${date}T${seconds}${usesZone ? zoneOf(zone) : 'Z'}`)
  return milliseconds * 1000 + Math.round(Number(`0${fraction}`) * 1_000_000)
}

/** `+00` and `+0000` are not what `Date.parse` takes. */
function zoneOf(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z'
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`
}
