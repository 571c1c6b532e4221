/** Where an error goes that nobody else listens for: what the platform does with errors that nobody caught. */
export function reportToPlatform(error: unknown): void {
  const report = globalThis.reportError ?? console.error
  report(error)
}
