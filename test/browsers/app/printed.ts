/** What scripts of this page wrote into the console as errors and warnings, and what they threw at nobody. */
const lines: string[] = []

/** Gives what was printed since it was called last. */
export const takePrinted = (): string[] => lines.splice(0)

export function keepPrinted(): void {
  for (const level of ['error', 'warn'] as const) {
    console[level] = (...words: unknown[]) => lines.push(`${level}: ${words.map(String).join(' ')}`)
  }
  window.addEventListener('error', ({ message }) => lines.push(`uncaught: ${message}`))
  window.addEventListener('unhandledrejection', ({ reason }) => lines.push(`unhandled: ${String(reason)}`))
}
