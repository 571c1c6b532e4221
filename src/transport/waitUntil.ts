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

/** How often it looks. */
const lookEveryMs = 50

/** Waits for something that nobody reports. Resolves when it is true, when time is over, or when nobody waits any more. */
export async function waitUntil({ isTrue, timeout, clock, signal }: Waiting): Promise<void> {
  const end = clock.now() + timeout
  while (!signal.aborted && clock.now() < end && !isTrue()) {
    await new Promise<void>((resolve) => {
      const cancel = clock.after(lookEveryMs, done)
      function done(): void {
        cancel()
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done)
    })
  }
}
