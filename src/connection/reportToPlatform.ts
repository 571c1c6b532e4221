/** Where an error goes that nobody else listens for: what the platform does with errors that nobody caught. Never throws. */
export function reportToPlatform(error: unknown): void {
  const report = globalThis.reportError ?? console.error
  try {
    report(error)
  } catch (cause) {
    // Some tests make `console.error` throw. That error is thrown again in a task of its own: the test sees it, and nothing is
    // interrupted here.
    setTimeout(() => {
      throw cause
    })
  }
}
