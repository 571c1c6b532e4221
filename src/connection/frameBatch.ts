import type { Clock } from '../transport/clock'
import { callGuarded } from './guarded'
import { reportToPlatform } from './reportToPlatform'

/**
 * Batches updates for React: the first after a quiet time at once, then one batch a frame. What is published is the
 * newest state; nothing is lost by it, since folds saw every message.
 */
export interface FrameBatch {
  /** Asks for `publish` to be called at the next `run`; asking again before that changes nothing. */
  mark(publish: () => void): void
  /** A message has reached everybody: publishes what was marked, now or with the next frame. */
  run(): void
}

export function createFrameBatch(
  clock: Pick<Clock, 'frame'>,
  failed: (cause: unknown) => void = reportToPlatform,
): FrameBatch {
  const marked = new Set<() => void>()
  let isWaiting = false

  function run(): void {
    if (isWaiting || marked.size === 0) return
    isWaiting = true
    clock.frame(() => {
      isWaiting = false
      run()
    })
    const due = [...marked]
    marked.clear()
    for (const publish of due) callGuarded(publish, failed)
  }

  return { mark: (publish) => marked.add(publish), run }
}
