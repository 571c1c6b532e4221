/** Runs once after `delay` milliseconds, unless the signal is aborted before. It keeps no process alive. */
export function later(delay: number, run: () => void, signal: AbortSignal): void {
  if (signal.aborted) return
  const stop = (): void => clearTimeout(timer)
  const timer = setTimeout(() => {
    signal.removeEventListener('abort', stop)
    run()
  }, delay)
  signal.addEventListener('abort', stop, { once: true })
  if (isOfNode(timer)) timer.unref()
}

/** A timer of Node, as those of jsdom and of browsers are not. */
function isOfNode(timer: unknown): timer is { unref(): void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer
}
