import { onPageHide } from '../connection/pageHide'

/**
 * Calls `listener` when the page is left for good: its tab is closed, or it does not go into the back/forward cache. Links are still
 * open then. Returns what stops that. https://developer.mozilla.org/docs/Web/API/PageTransitionEvent/persisted
 */
export function onPageLeft(listener: () => void): () => void {
  return onPageHide('say goodbye', ({ persisted }) => {
    if (!persisted) listener()
  })
}
