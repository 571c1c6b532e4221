import { textOf } from '../../transport/error'
import { isBlob } from '../../transport/frame'
import { bytesOf, isAsymmetric, isObject, kindOf } from './kind'

/** How many characters may still be written. Large data is not read to its end, only to be cut then. */
interface Budget {
  left: number
}

/**
 * Data on one line, for the message of a matcher: whatever it is, and cut where it is longer than `limit`. Never throws.
 * Nothing is asked for its `toJSON`, which may throw and hides what a test compares.
 */
export function shortText(value: unknown, limit: number): string {
  const text = written(value, { left: limit }, [])
  return text.length > limit ? `${text.slice(0, limit)}…` : text
}

function written(value: unknown, budget: Budget, around: readonly object[]): string {
  if (budget.left <= 0) return '…'
  try {
    if (isObject(value)) return objectText(value, budget, around)
    const text = primitiveText(value, budget.left)
    budget.left -= text.length
    return text
  } catch (cause) {
    return `(cannot be shown: ${textOf(cause)})`
  }
}

/** Of a function, its name. */
function primitiveText(value: unknown, limit: number): string {
  if (typeof value === 'string') return JSON.stringify(value.length > limit ? `${value.slice(0, limit)}…` : value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `[function ${value.name}]`
  return Object.is(value, -0) ? '-0' : String(value)
}

function objectText(value: object, budget: Budget, around: readonly object[]): string {
  if (around.includes(value)) return '[circular]'
  const matcher = asymmetricText(value)
  if (matcher !== undefined) return matcher
  const kind = kindOf(value)
  if (kind === 'Date') return Number.isNaN(Number(value)) ? 'Invalid Date' : (value as Date).toISOString()
  if (kind === 'Error') return `[${textOf(value)}]`
  if (kind === 'RegExp') return textOf(value)
  if (isBlob(value))
    return `${kind === 'File' ? 'File' : 'Blob'}(${value.size} bytes${value.type && `, ${value.type}`})`

  const inside = [...around, value]
  const write = (part: unknown): string => written(part, budget, inside)
  const bytes = bytesOf(value)
  if (bytes) {
    const isTypedArray = ArrayBuffer.isView(value) && kind !== 'DataView'
    return `${bytesName(value)} [${listed(isTypedArray ? (value as unknown as Iterable<unknown>) : bytes, budget, write)}]`
  }
  if (Array.isArray(value)) return `[${listed(value, budget, write)}]`
  if (kind === 'Set') return `Set {${listed(value as Set<unknown>, budget, write)}}`
  if (kind === 'Map')
    return `Map {${listed(value as Map<unknown, unknown>, budget, ([key, part]) => `${write(key)} => ${write(part)}`)}}`
  const fields = listed(Object.keys(value), budget, (name) => {
    budget.left -= name.length
    return `${JSON.stringify(name)}: ${field(value, name, write)}`
  })
  return `${classOf(value)} {${fields}}`.trimStart()
}

/** A getter may throw: the other fields are shown all the same. */
function field(value: object, name: string, write: (part: unknown) => string): string {
  try {
    return write(Reflect.get(value, name))
  } catch (cause) {
    return `(throws ${textOf(cause)})`
  }
}

function listed<Part>(parts: Iterable<Part>, budget: Budget, write: (part: Part) => string): string {
  const texts: string[] = []
  for (const part of parts) {
    const isFull = budget.left <= 0
    texts.push(isFull ? '…' : write(part))
    if (isFull) break
    // The comma.
    budget.left -= 2
  }
  return texts.join(', ')
}

/**
 * The class of bytes, and the kind where it has another name: `Buffer (Uint8Array)`. In jsdom, a `Buffer` of Node is no instance of the
 * `Uint8Array` that a test knows, and `expect.any(Uint8Array)` does not match it: then the realm is named too.
 */
function bytesName(value: object): string {
  const kind = kindOf(value)
  const classHere: unknown = Reflect.get(globalThis, kind)
  const isOfThisRealm = typeof classHere === 'function' && value instanceof classHere
  const kindAndRealm = isOfThisRealm ? kind : `${kind} of another realm`
  const name = classOf(value)
  return name === kind || name === '' ? kindAndRealm : `${name} (${kindAndRealm})`
}

/** The name of a class; nothing for a plain object. */
function classOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  const name: unknown = Object(prototype).constructor?.name
  return prototype === null || name === 'Object' || typeof name !== 'string' ? '' : name
}

/** How the runners write `expect.any(String)` and its like. */
function asymmetricText(value: object): string | undefined {
  if (!isAsymmetric(value)) return undefined
  if ('toAsymmetricMatcher' in value && typeof value.toAsymmetricMatcher === 'function')
    return textOf(value.toAsymmetricMatcher())
  return 'sample' in value ? `${textOf(value)} ${shortText(value.sample, 100)}` : textOf(value)
}
