import type { Page, PageEvents } from '../../../src/connection/claim/page'
import { createFakeClock, type FakeClock } from '../../../src/testing/createFakeClock'
import type { Clock } from '../../../src/transport/clock'
import { createFakeLocks } from './locks'

export interface BrowserOptions {
  /** Whether pages have `navigator.locks`. */
  locks?: boolean
  /** Whether pages have `localStorage`. */
  localStorage?: boolean
  /** After so many milliseconds the other pages see what one wrote to `localStorage`. */
  visibleAfter?: number
}

/** A browser with pages of one origin. All of them share one clock. */
export interface FakeBrowser {
  readonly clock: FakeClock
  /** What is in `localStorage`, once everybody has seen it. */
  readonly items: ReadonlyMap<string, string>
  /** What writing to `localStorage` does besides; it may throw. */
  beforeWrite: (key: string) => void
  readonly locks: ReturnType<typeof createFakeLocks>
  openPage(): FakePage
}

export interface FakePage extends Page {
  /** The clock of the browser, with timers that do not run while the page is frozen. */
  readonly clock: Clock
  /** The page is left for good: it hears so, and loses its locks. */
  leave(): void
  /** The page dies without hearing of it. */
  crash(): void
  /** The page goes into the back/forward cache. */
  cache(): void
  /** It comes back from there. */
  comeBack(): void
  hide(): void
  show(): void
  /** No timer runs, and nothing is heard, until `thaw`; what is due runs then. */
  freeze(): void
  thaw(): void
  /** The least delay of its timers, in milliseconds; they run at multiples of it. 0 for none. */
  throttle(interval: number): void
}

export function createBrowser(options: BrowserOptions = {}): FakeBrowser {
  const { locks: hasLocks = true, localStorage: hasStorage = true, visibleAfter = 20 } = options
  const clock = createFakeClock()
  const locks = createFakeLocks()
  const items = new Map<string, string>()
  const pages = new Set<{ see(key: string): void }>()

  const browser: FakeBrowser = { clock, items, locks, beforeWrite() {}, openPage }

  function openPage(): FakePage {
    const listeners: { [Type in keyof PageEvents]: Set<(event: PageEvents[Type]) => void> } = {
      pagehide: new Set(),
      pageshow: new Set(),
      visibilitychange: new Set(),
      storage: new Set(),
    }
    let status: 'alive' | 'frozen' | 'dead' = 'alive'
    let isHidden = false
    let interval = 0
    let due: (() => void)[] = []
    const own = locks.forPage()
    /** What this page knows of `localStorage`. */
    const known = new Map(items)

    function tell<Type extends keyof PageEvents>(type: Type, event: PageEvents[Type]): void {
      for (const listener of [...listeners[type]]) listener(event)
    }

    function whenAwake(run: () => void): void {
      if (status === 'alive') run()
      else if (status === 'frozen') due.push(run)
    }

    function see(key: string): void {
      whenAwake(() => {
        const value = items.get(key)
        if (value === undefined) known.delete(key)
        else known.set(key, value)
        tell('storage', { key })
      })
    }

    const seer = { see }
    pages.add(seer)

    function change(key: string, value: string | null): void {
      if (status !== 'alive') throw new Error('A page that is not alive wrote')
      browser.beforeWrite(key)
      for (const map of [known, items]) {
        if (value === null) map.delete(key)
        else map.set(key, value)
      }
      for (const page of pages) if (page !== seer) clock.after(visibleAfter, () => page.see(key))
    }

    const area: Storage = {
      getItem: (key) => known.get(key) ?? null,
      setItem: (key, value) => change(key, value),
      removeItem: (key) => change(key, null),
      clear: () => [...known.keys()].forEach((key) => change(key, null)),
      key: (index) => [...known.keys()][index] ?? null,
      get length() {
        return known.size
      },
    }

    function die(): void {
      status = 'dead'
      pages.delete(seer)
      own.die()
    }

    function wake(): void {
      status = 'alive'
      const missed = due
      due = []
      for (const run of missed) run()
    }

    return {
      clock: {
        ...clock,
        after(delay, run) {
          if (delay === Infinity) return () => {}
          const at = clock.now() + Math.max(0, delay)
          const throttled = interval === 0 ? at : Math.ceil(at / interval) * interval
          let isCancelled = false
          const cancel = clock.after(throttled - clock.now(), () => {
            whenAwake(() => {
              if (!isCancelled) run()
            })
          })
          return () => {
            isCancelled = true
            cancel()
          }
        },
      },
      locks: () => (hasLocks ? own : undefined),
      sharedStorage: () => (hasStorage ? area : undefined),
      isHidden: () => isHidden,
      listen(type, listener) {
        listeners[type].add(listener)
        return () => listeners[type].delete(listener)
      },
      leave() {
        tell('pagehide', { persisted: false })
        die()
      },
      crash: die,
      cache() {
        tell('pagehide', { persisted: true })
        status = 'frozen'
      },
      comeBack() {
        wake()
        tell('pageshow', { persisted: true })
      },
      hide() {
        isHidden = true
        tell('visibilitychange', {})
      },
      show() {
        isHidden = false
        tell('visibilitychange', {})
      },
      freeze() {
        status = 'frozen'
      },
      thaw: wake,
      throttle(milliseconds) {
        interval = milliseconds
      },
    }
  }

  return browser
}
