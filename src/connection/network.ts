/** What the browser says about the page and its network. */
export type NetworkSignal = 'online' | 'offline' | 'visibilitychange' | 'resume' | 'pagehide' | 'pageshow'

/** Whether the page is shown and has a network. Handed in, so that a test can play it. */
export interface Network {
  /** What the browser believes. Only a hint: it is wrong both ways. */
  isOnline(): boolean
  /** Calls `listener` until the returned function is called; `visibilitychange` only for becoming visible. */
  subscribe(listener: (signal: NetworkSignal) => void): () => void
}

const signals = ['online', 'offline', 'visibilitychange', 'resume', 'pagehide', 'pageshow'] as const

/**
 * The browser's own events; those of the document are heard in the capture phase. Silent where there is no window.
 * https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 */
export const browserNetwork: Network = {
  isOnline: () => globalThis.navigator?.onLine !== false,
  subscribe(listener) {
    const over = new AbortController()
    for (const type of signals) {
      const pass = (): void => {
        if (type !== 'visibilitychange' || document.visibilityState === 'visible') listener(type)
      }
      globalThis.addEventListener?.(type, pass, { capture: true, signal: over.signal })
    }
    return () => over.abort()
  },
}
