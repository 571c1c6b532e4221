import type { FakeClock } from 'wirehooks/testing'

/**
 * Lets a fake clock go on for as long as something takes. By that clock, a channel waits for a client of Supabase that closes its
 * socket, as an older one does with its last channel.
 */
export async function ticking<T>(clock: FakeClock, wait: Promise<T>): Promise<T> {
  const timer = setInterval(() => void clock.advance(50), 10)
  return wait.finally(() => clearInterval(timer))
}
