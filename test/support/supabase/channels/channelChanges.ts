import type { Feed, Want } from '../changes/feed'
import type { Claims } from '../token'
import type { Json } from '../wire/json'
import { readWant } from './joinRequest'
import type { Line } from './line'
import { createTimers } from './timers'

export interface ChangesOptions {
  readonly feed: Feed | null
  /** As the client asked. */
  readonly changes: readonly Json[]
  readonly line: Line
  claims(): Claims
  /** Until `system ok`, in milliseconds. */
  delay(): number
}

/** The `postgres_changes` of one channel. */
export interface ChannelChanges {
  /** After a join, and again for every new token. */
  start(): void
  end(): void
}

export function createChannelChanges({ feed, changes, line, claims, delay }: ChangesOptions): ChannelChanges {
  const timers = createTimers()
  let unsubscribe: (() => void) | undefined
  let isOver = false

  /** Only what is written after `system ok` reaches the client. */
  async function subscribe(feed: Feed): Promise<void> {
    let wants: readonly Want[] = []
    let refusal: string | null
    try {
      wants = changes.map(readWant)
      refusal = await feed.refusal(wants)
    } catch (error) {
      refusal = error instanceof Error ? error.message : String(error)
    }
    if (isOver) return
    if (refusal !== null) return line.system('postgres_changes', 'error', refusal)
    // A new token changes the claims of the subscription that is there: no change is missed meanwhile.
    unsubscribe ??= feed.add({
      wants,
      claims,
      deliver: (ids, data) => line.push('postgres_changes', { ids, data }),
    })
    line.system('postgres_changes', 'ok', 'Subscribed to PostgreSQL')
  }

  return {
    start() {
      if (changes.length === 0 || !feed) return
      timers.clear()
      timers.after(delay(), () => void subscribe(feed))
    },
    end() {
      isOver = true
      timers.clear()
      unsubscribe?.()
    },
  }
}
