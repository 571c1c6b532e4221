import type { Exclusion, ExclusionParts } from './exclusion'

/**
 * Keeps other pages out with a Web Lock (https://www.w3.org/TR/web-locks/), which the browser takes back when the page
 * is gone, however it ended.
 */
export function excludeByWebLock(locks: Pick<LockManager, 'request'>, parts: ExclusionParts): Exclusion {
  const { name, page, events, unusable } = parts
  /** Ends the request that is under way, and gives back the lock that it got. */
  let over = new AbortController()
  let status: 'asking' | 'held' | 'cached' = 'asking'
  let finished = ask(Promise.resolve())

  /** Asks once this page has given back the lock that it had. */
  async function ask(previous: Promise<void>): Promise<void> {
    over = new AbortController()
    status = 'asking'
    const { signal } = over
    await previous
    if (signal.aborted) return
    try {
      const wasFree = await locks.request(name, { ifAvailable: true }, async (lock) => {
        if (lock) await hold(signal)
        return lock !== null
      })
      if (wasFree || signal.aborted) return
      events.taken()
      await locks.request(name, { signal }, () => hold(signal))
    } catch {
      if (!signal.aborted) end()
    }
  }

  /** Until the signal is aborted. */
  function hold(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    status = 'held'
    events.granted()
    return new Promise((release) => signal.addEventListener('abort', () => release()))
  }

  /** The lock was stolen, or is refused: an `iframe` with an opaque origin gets none. */
  function end(): void {
    if (status !== 'held') return unusable()
    events.lost()
    finished = ask(Promise.resolve())
  }

  // A page in the back/forward cache cannot run, so it must not keep others waiting.
  const stopHide = page.listen('pagehide', ({ persisted }) => {
    if (!persisted) return
    const wasHeld = status === 'held'
    status = 'cached'
    over.abort()
    if (wasHeld) events.lost()
  })
  const stopShow = page.listen('pageshow', () => {
    if (status === 'cached') finished = ask(finished)
  })

  return {
    // The browser says when a lock is lost; there is nothing to find out.
    check() {},
    release() {
      stopHide()
      stopShow()
      over.abort()
      return finished
    },
  }
}
