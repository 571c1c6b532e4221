/** What the browser says about the page and its network. */
export type NetworkSignal = 'online' | 'offline' | 'visibilitychange' | 'resume' | 'pagehide' | 'pageshow'

/** The page's life, handed in so that a test can play it. */
export interface Network {
  isOnline(): boolean
  /** Calls `listener` until the returned function is called; `visibilitychange` only for becoming visible. */
  subscribe(listener: (signal: NetworkSignal) => void): () => void
}

const signals = ['online', 'offline', 'visibilitychange', 'resume', 'pagehide', 'pageshow'] as const

/**
 * The browser's own events, all of which reach the window; silent where there is none.
 * https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 */
export const browserNetwork: Network = {
  isOnline: () => globalThis.navigator?.onLine !== false,
  subscribe(listener) {
    const pass = ({ type }: { type: string }): void => {
      if (type !== 'visibilitychange' || document.visibilityState === 'visible') listener(type as NetworkSignal)
    }
    for (const signal of signals) globalThis.addEventListener?.(signal, pass)
    return () => {
      for (const signal of signals) globalThis.removeEventListener?.(signal, pass)
    }
  },
}
