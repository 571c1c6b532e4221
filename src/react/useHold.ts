import {
  type DependencyList,
  type EffectCallback,
  useEffect,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import type { Leaving } from '../connection/connection'
import { areSame } from './useInstance'

/** Runs in the commit, before any message can arrive. */
export const useCommitEffect: typeof useEffect =
  typeof document === 'undefined' ? useLayoutEffectUnlessOnServer : useLayoutEffect

/**
 * Where there was no document when this was imported, React either renders to a text, as servers do, or to something else: the views of
 * React Native, a terminal, a document that a test has made since. Effects never run in a text, but React 18 warns of layout
 * effects there.
 */
function useLayoutEffectUnlessOnServer(effect: EffectCallback, keys?: DependencyList): void {
  const isServerSnapshot = useSyncExternalStore(
    subscribeToNothing,
    () => false,
    () => true,
  )
  // Hydration takes the server's snapshot, too, and has a document.
  const isRenderedToText = isServerSnapshot && typeof document === 'undefined'
  // A text is rendered once: there is no other render that has the hook.
  // oxlint-disable-next-line react/rules-of-hooks, react-hooks/exhaustive-deps
  if (!isRenderedToText) useLayoutEffect(effect, keys)
}

const subscribeToNothing = () => (): void => {}

/** Called at the end. */
type End = (why?: Leaving) => void

/**
 * Begins something in the commit, so that no message is missed, and ends it when the component is gone or hidden, or when
 * the keys (always as many) change. It goes on while the tree suspends again: React then runs the cleanups of layout
 * effects, and keeps passive effects. So it begins in a layout effect, and ends in the cleanup of a passive one.
 */
export function useHold(keys: readonly unknown[], begin: () => End | undefined): void {
  const [hold] = useState(createHold)
  // What `begin` uses is among the keys.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useCommitEffect(() => hold.start(keys, begin), [hold, ...keys])
  useEffect(() => hold.release, [hold])
}

/** What a component has begun. */
export interface Hold {
  /** Begins, unless it has begun for the same keys; what was begun for others ends before. */
  start(keys: readonly unknown[], begin: () => End | undefined): void
  release(): void
}

export function createHold(): Hold {
  let held: { readonly keys: readonly unknown[]; readonly end: End | undefined } | null = null
  return {
    start(keys, begin) {
      if (held && areSame(held.keys, keys)) return
      held?.end?.('replaced')
      held = { keys, end: begin() }
    },
    release() {
      held?.end?.('gone')
      held = null
    },
  }
}
