import { onReset } from './resets'

declare const process: { env: { NODE_ENV?: string } }

/**
 * Runs what only developers need: a check, or the text of a message. Write `process.env.NODE_ENV !== 'production' && …`
 * into the function itself as well: bundlers then leave the rest out of production builds. A page without a bundler has
 * no `process`; nothing is run there.
 */
export function inDevelopment<T>(run: () => T | false): T | undefined {
  try {
    if (process.env.NODE_ENV !== 'production') return run() || undefined
  } catch (cause) {
    const isMissing =
      (typeof process === 'undefined' || !process.env) &&
      (cause instanceof ReferenceError || cause instanceof TypeError)
    if (!isMissing) throw cause
  }
  return undefined
}

/** Prints a hint for developers. `text` is written as for `inDevelopment`. */
export function warn(text: () => string | false): void {
  inDevelopment(() => {
    const message = process.env.NODE_ENV !== 'production' && text()
    if (message) print(`wirehooks: ${message}`)
    return message
  })
}

/** What `warnOnce` has warned of. */
let warnedTexts = /* @__PURE__ */ new Set<string>()
let warnedObjects = /* @__PURE__ */ new WeakSet()

/** The same, once for everything that it is about: a text, or a function or object of the user's. */
export function warnOnce(about: string | object, text: () => string | false): void {
  warn(() => {
    if (process.env.NODE_ENV === 'production' || hasWarned(about)) return false
    return text()
  })
}

function hasWarned(about: string | object): boolean {
  onReset('warnings', forgetWarnings)
  if (typeof about === 'string') {
    const isKnown = warnedTexts.has(about)
    warnedTexts.add(about)
    return isKnown
  }
  const isKnown = warnedObjects.has(about)
  warnedObjects.add(about)
  return isKnown
}

/** `warnOnce` warns of everything anew: the next test is another page. */
export function forgetWarnings(): void {
  warnedTexts = new Set()
  warnedObjects = new WeakSet()
}

/** Some tests make `console.warn` throw. That error is thrown in a task of its own: the test sees it, and nothing is interrupted. */
function print(message: string): void {
  try {
    console.warn(message)
  } catch (cause) {
    setTimeout(() => {
      throw cause
    })
  }
}
