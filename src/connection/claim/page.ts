/** What a page can know of other pages of its origin: handed in, so that a test can play several pages. */
export interface Page {
  /** Web Locks (https://www.w3.org/TR/web-locks/); undefined in insecure contexts and in older browsers. */
  locks(): Pick<LockManager, 'request'> | undefined
  /** `localStorage`; undefined where there is none, or where it may not be touched. */
  sharedStorage(): Storage | undefined
  /** Whether nobody looks at the page: it is in the background, or being left. */
  isHidden(): boolean
  /** Calls `listener` for every such event of the window, until the returned function is called. */
  listen<Type extends keyof PageEvents>(type: Type, listener: (event: PageEvents[Type]) => void): () => void
}

/** The events that matter, with the part of them that matters. */
export interface PageEvents {
  /** The page is left. `persisted` says that it may come back, from the back/forward cache. */
  pagehide: Pick<PageTransitionEvent, 'persisted'>
  /** The page is shown. `persisted` says that it came back. */
  pageshow: Pick<PageTransitionEvent, 'persisted'>
  /** The page came to the background, or to the foreground. */
  visibilitychange: object
  /** Another page changed a storage of this origin; `key` is `null` when it was cleared. */
  storage: Pick<StorageEvent, 'key'>
}

/** The page this runs in. In Node, in a worker and in React Native it hears nothing. */
export const thisPage: Page = {
  locks: () => globalThis.navigator?.locks,
  sharedStorage() {
    try {
      return globalThis.localStorage
    } catch {
      // A browser that blocks storage throws as soon as it is named.
      return undefined
    }
  },
  isHidden: () => globalThis.document?.visibilityState === 'hidden',
  listen(type, listener) {
    const pass = (event: Event): void => listener(event as Event & PageEvents[typeof type])
    globalThis.addEventListener?.(type, pass)
    return () => globalThis.removeEventListener?.(type, pass)
  },
}
