/** Runs once after `delay` milliseconds, unless it is stopped or the signal is aborted before. It keeps no process alive. */
export function runAfter(delay: number, run: () => void, signal: AbortSignal): () => void {
  if (signal.aborted) return () => {}
  const stop = (): void => {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
  const timer = setTimeout(() => {
    stop()
    run()
  }, delay)
  signal.addEventListener('abort', stop)
  if (isOfNode(timer)) timer.unref()
  return stop
}

/** A timer of Node, as those of jsdom and of browsers are not. */
function isOfNode(timer: unknown): timer is { unref(): void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer
}
