import { onPageHide } from './pageHide'

/**
 * What a platform says about the life of an application and its network, named as the events of a page. After `freeze` the
 * application may not run for a while; with `resume` it runs again.
 */
export type NetworkSignal = 'online' | 'offline' | 'visibilitychange' | 'freeze' | 'resume' | 'pagehide' | 'pageshow'

/** Whether the application runs and has a network. Handed in, so that a test can play it, and other platforms can tell. */
export interface Network {
  /** What the platform believes. Only a hint: it is wrong both ways. */
  isOnline(): boolean
  /**
   * Whether the application is frozen: after `freeze` and before `resume`. Then an open link stays, a link that ends is not opened
   * again before `resume`, and no attempt counts as failed. A network that tells of `freeze` has this function.
   * @default never
   */
  isFrozen?(): boolean
  /** Calls `listener` until the returned function is called; `visibilitychange` only for becoming visible. */
  subscribe(listener: (signal: NetworkSignal) => void): () => void
}

/** Not `freeze`: the timers of a frozen page stand still. */
const events = ['online', 'offline', 'visibilitychange', 'resume', 'pageshow'] as const

/**
 * The browser's own events. Silent where there is no window.
 * https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 */
export const browserNetwork: Network = {
  isOnline: () => globalThis.navigator?.onLine !== false,
  subscribe(listener) {
    const stops = events.map((type) => {
      const pass = (event: Event): void => {
        const isHidden = type === 'visibilitychange' && document.visibilityState !== 'visible'
        if (!isHidden && !isFirstShow(event)) listener(type)
      }
      // Those of the document reach the window in the capture phase.
      globalThis.addEventListener?.(type, pass, { capture: true })
      return () => globalThis.removeEventListener?.(type, pass, { capture: true })
    })
    stops.push(onPageHide('close links', () => listener('pagehide')))
    // By hand: where jsdom's window has the AbortController of Node (as in jest-fixed-jsdom), it refuses the option `signal`.
    return () => stops.forEach((stop) => stop())
  },
}

/**
 * Every page is shown once after it has loaded. Only one that comes back from the back/forward cache has to be woken up.
 * https://developer.mozilla.org/docs/Web/API/Window/pageshow_event
 */
function isFirstShow(event: Event): boolean {
  return event.type === 'pageshow' && 'persisted' in event && event.persisted === false
}
