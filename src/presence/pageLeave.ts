/**
 * Calls `listener` when the page is left for good: its tab is closed, or it does not go into the back/forward cache. Returns
 * what stops that. Never where there is no window.
 *
 * It is heard in the capture phase: a connection closes its link in the bubble phase of the same event, and something can be sent
 * before that. https://developer.mozilla.org/docs/Web/API/PageTransitionEvent/persisted
 */
export function onPageLeft(listener: () => void): () => void {
  const leave = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) listener()
  }
  globalThis.addEventListener?.('pagehide', leave, { capture: true })
  return () => globalThis.removeEventListener?.('pagehide', leave, { capture: true })
}
