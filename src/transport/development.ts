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
