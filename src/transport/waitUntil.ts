import type { Clock } from './clock'

interface Waiting {
  /** What is waited for. */
  isTrue(): boolean
  /** How long to wait at most, in milliseconds. */
  timeout: number
  clock: Pick<Clock, 'now' | 'after'>
  /** Nobody waits any more. */
  signal: AbortSignal
}

/** How often the condition is checked. */
const pollEveryMs = 50

/**
 * Polls a condition for which there is no event. Resolves when the condition is true, when `timeout` is over, or when
 * `signal` is aborted.
 */
export async function waitUntil({ isTrue, timeout, clock, signal }: Waiting): Promise<void> {
  const end = clock.now() + timeout
  while (!signal.aborted && clock.now() < end && !isTrue()) {
    await new Promise<void>((resolve) => {
      const cancel = clock.after(pollEveryMs, done)
      function done(): void {
        cancel()
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done)
    })
  }
}
