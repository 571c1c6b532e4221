import type { Clock } from './clock'

/** One user's hold. `current` may be replaced at any time, so that the newest callbacks are used. */
export interface Holder<User> {
  readonly current: User
}

/** Who holds a connection. The first to come starts it; after the last has left it stops, a little later. */
export interface Lease<User> {
  /** Takes a hold; returns what gives it back. */
  acquire(holder: Holder<User>): () => void
  /** The user whose options count: the one that holds longest, else the founder. */
  current(): User
  /** Everybody whose callbacks are called: who holds it, or the founder as long as nobody ever did. */
  users(): User[]
}

interface LeaseParts<User> {
  founder: User
  clock: Pick<Clock, 'after'>
  /** Milliseconds an unused connection is kept, so that StrictMode, hot reloads and route changes do not cut it. */
  linger(): number
  start(): void
  stop(): void
}

export function createLease<User>({ founder, clock, linger, start, stop }: LeaseParts<User>): Lease<User> {
  const holders = new Set<Holder<User>>()
  let eldest: Holder<User> = { current: founder }
  let isFounders = true
  let cancelStop = (): void => {}

  return {
    acquire(holder) {
      // A hold of its own, so that one holder may take several.
      const hold: Holder<User> = {
        get current() {
          return holder.current
        },
      }
      if (holders.size === 0) eldest = hold
      holders.add(hold)
      isFounders = false
      cancelStop()
      if (holders.size === 1) start()
      return () => {
        if (!holders.delete(hold)) return
        const [next] = holders
        if (next) eldest = next
        else cancelStop = clock.after(linger(), stop)
      }
    },
    current: () => eldest.current,
    users: () => [...(isFounders ? [eldest] : holders)].map((holder) => holder.current),
  }
}
