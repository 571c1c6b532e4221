import type { Clock } from '../transport/clock'
import type { Identity } from '../transport/identity'
import { connections, endUnheldOfOthers, hasOtherUser } from './registry'

/** Two users may stay connected at the same time; then the second waits this many milliseconds at most. */
const longestWaitMs = 50

/**
 * One user signs out and another one signs in: the link of the first is closed before that of the second opens. Calls
 * `start` as soon as nobody else is connected to the same place, or a little later. Returns what calls it off.
 */
export function afterOtherUsers(identity: Identity, clock: Pick<Clock, 'after'>, start: () => void): () => void {
  if (!hasOtherUser(identity)) {
    start()
    return () => {}
  }
  endUnheldOfOthers(identity)
  const unsubscribe = connections.subscribe(() => {
    if (!hasOtherUser(identity)) begin()
  })
  const cancelTimer = clock.after(longestWaitMs, begin)
  function cancel(): void {
    unsubscribe()
    cancelTimer()
  }
  function begin(): void {
    cancel()
    start()
  }
  return cancel
}
