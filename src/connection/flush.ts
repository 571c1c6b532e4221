import type { Clock } from './clock'

/**
 * When React hears of changes: at once after a quiet time, then at most once a frame.
 * What is published is the newest state; nothing is lost by it, since folds saw every message.
 */
export interface Flush {
  /** Asks for `publish` to be called; asking again before it happens changes nothing. */
  mark(publish: () => void): void
}

export function createFlush(clock: Pick<Clock, 'frame'>): Flush {
  const dirty = new Set<() => void>()
  let isWaiting = false

  function publishAll(): void {
    const due = [...dirty]
    dirty.clear()
    isWaiting = true
    clock.frame(() => {
      isWaiting = false
      if (dirty.size > 0) publishAll()
    })
    for (const publish of due) publish()
  }

  return {
    mark(publish) {
      dirty.add(publish)
      if (!isWaiting) publishAll()
    },
  }
}
