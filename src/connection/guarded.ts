/**
 * Calls each listener. A listener removed by an earlier one is skipped; one added meanwhile waits for the next change.
 * One that throws is reported, and does not stop the others.
 */
export function callEach<Listener>(
  listeners: ReadonlySet<Listener>,
  call: (listener: Listener) => void,
  failed: (cause: unknown) => void,
): void {
  for (const listener of [...listeners]) {
    if (listeners.has(listener)) callGuarded(() => call(listener), failed)
  }
}

/** Calls a function of the user's: what it throws is reported, and goes no further. */
export function callGuarded(run: () => void, failed: (cause: unknown) => void): void {
  try {
    run()
  } catch (cause) {
    failed(cause)
  }
}
