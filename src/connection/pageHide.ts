import { callGuarded } from './guarded'
import { reportToPlatform } from './reportToPlatform'

type Listener = (event: PageTransitionEvent) => void
type Turn = 'say goodbye' | 'close links'

/** In this order: a link is closed after everything that is sent over it at the end of a page. */
const turns: Record<Turn, Set<Listener>> = /* @__PURE__ */ { 'say goodbye': new Set(), 'close links': new Set() }

/**
 * Calls `listener` whenever the page is hidden: it is left for good, or goes into the back/forward cache. Returns what stops that.
 * Never where there is no window.
 *
 * One listener of the window serves all, because the phases of an event do not order those of a window everywhere: Chromium calls
 * them in the order in which they were added.
 */
export function onPageHide(turn: Turn, listener: Listener): () => void {
  turns[turn].add(listener)
  // To add it once more changes nothing.
  globalThis.addEventListener?.('pagehide', takeTurns)
  return () => {
    turns[turn].delete(listener)
    const isAnybodyLeft = turns['say goodbye'].size + turns['close links'].size > 0
    if (!isAnybodyLeft) globalThis.removeEventListener?.('pagehide', takeTurns)
  }
}

function takeTurns(event: PageTransitionEvent): void {
  for (const listeners of [turns['say goodbye'], turns['close links']]) {
    // One that throws keeps nobody else from saying goodbye.
    for (const listener of listeners) callGuarded(() => listener(event), reportToPlatform)
  }
}
