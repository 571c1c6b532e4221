import { useEffect, useLayoutEffect } from 'react'

/**
 * Runs in the commit itself, before any message can arrive, so that a listener misses none; silent on the server, where
 * React 18 warns of layout effects.
 */
export const useCommitEffect: typeof useEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect
