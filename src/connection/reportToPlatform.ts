/** Where an error goes that nobody else listens for: what the platform does with errors that nobody caught. Never throws. */
export function reportToPlatform(error: unknown): void {
  const report = globalThis.reportError ?? console.error
  try {
    report(error)
  } catch (cause) {
    // Some tests have `console.error` throw. It is not caught here, and it does not come in the middle of anything.
    setTimeout(() => {
      throw cause
    })
  }
}
