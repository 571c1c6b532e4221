import type { Clock } from '../transport/clock'

/** One user's hold. `current` may be replaced at any time, so that the newest callbacks are used. */
export interface Holder<User> {
  /** As it is now. */
  readonly current: User
}

/** Who holds a connection. The first to come starts it; after the last has left it stops, a little later. */
export interface Lease<User> {
  /** Takes a hold; returns what gives it back. */
  acquire(holder: Holder<User>): () => void
  /** The user whose options count: the one that holds longest, else the one that left last, else the founder. */
  current(): User
  /** Everybody whose callbacks are called: who holds it, or the founder as long as nobody ever did. */
  users(): User[]
  /** Ends the linger: what it waits for has come otherwise. */
  stop(): void
}

interface LeaseParts<User> {
  /** Whose options count before anybody comes. */
  founder: Holder<User>
  clock: Pick<Clock, 'after'>
  /** Milliseconds an unused connection is kept, so that StrictMode, hot reloads and route changes do not cut it. */
  linger(): number
  start(): void
  stop(): void
}

export function createLease<User>({ founder, clock, linger, start, stop }: LeaseParts<User>): Lease<User> {
  const holders = new Set([founder])
  let isFounders = true
  let eldest = founder
  let cancelStop = (): void => {}

  return {
    acquire(holder) {
      cancelStop()
      if (isFounders) holders.clear()
      isFounders = false
      holders.add(holder)
      if (holders.size === 1) {
        eldest = holder
        start()
      }
      return () => {
        if (!holders.delete(holder)) return
        if (holders.size === 0) cancelStop = clock.after(linger(), stop)
        else [eldest = holder] = holders
      }
    },
    current: () => eldest.current,
    users: () => Array.from(holders, (holder) => holder.current),
    stop: () => cancelStop(),
  }
}
