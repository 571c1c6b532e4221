import { WireError } from './error'

declare const process: { env: { NODE_ENV?: string } }

/** A codec without event names was to write an event. */
export function eventError(codec: string, event: string): WireError {
  return new WireError(
    'cannot-encode',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected a whole message, since ${codec}() has no event names, but the event "${event}" was to be sent. Use send(), or a codec with events such as json().`,
  )
}

/** A codec cannot write this value. */
export function unsendable(codec: string, expected: string, data: unknown): WireError {
  return new WireError(
    'cannot-encode',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected ${expected} for ${codec}, but got ${kindOf(data)}. Turn it into one of these, or use a codec such as json().`,
  )
}

/** Development only: a format wrote nothing. */
export function emptyText(value: unknown): string {
  return `Expected a value that the codec's format can write, but it wrote nothing for ${kindOf(value)}. JSON, for example, has no functions, symbols and undefined.`
}

/** Development only: a codec wrote nothing that can be sent. */
export function unsendableText(frame: unknown): string {
  return `Expected the codec to write text, bytes or a Blob at once, but encode() returned ${kindOf(frame)}. It cannot be waited for: messages would leave in another order.`
}

/** Development only: a codec read no message. */
export function invalidText(value: unknown): string {
  return `Expected the codec to return { event, data } with a string as its event, but decode() returned ${kindOf(value)}. To leave a frame out, throw an error that says why.`
}

/** A codec that reads text or bytes got a `Blob`. */
export function blobError(): WireError {
  return new WireError(
    'cannot-decode',
    () =>
      process.env.NODE_ENV !== 'production' &&
      'Expected text or an ArrayBuffer, but got a Blob, which this codec cannot read. Leave binaryType at "arraybuffer", or use the codec raw().',
  )
}

/** What kind of value it is, in words, for a message. Not what is in it, since that may be a secret. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`
  const name: unknown = value.constructor?.name
  if (typeof name === 'string' && name !== 'Object') return `a value of the class ${name}`
  return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'nothing in it'}`
}
