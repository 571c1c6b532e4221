import { useEffect } from 'react'
import { defaultNetwork } from '../connection/defaultNetwork'
import { watchActivity } from '../presence/activity'
import type { Presence } from '../presence/presence'
import { systemClock } from '../transport/clock'

/** The options of `useAway`. */
export interface UseAwayOptions {
  /**
   * Milliseconds without input until this person is away. A hidden page is at once, and so is a React Native application in the background,
   * where `after` has no effect: nothing tells of input.
   * @default 300000
   */
  after?: number | undefined
}

/**
 * Tells the others when this person is `away`: nothing is typed, touched or moved for a while, or the page is hidden. In React Native
 * it follows the network that `setNetwork` was given.
 * Renders nothing.
 *
 * @example
 * useAway(presence, { after: 60_000 })
 */
export function useAway(presence: Pick<Presence, 'setAway'>, { after = 300_000 }: UseAwayOptions = {}): void {
  const { setAway } = presence
  useEffect(
    () => watchActivity({ clock: systemClock, network: defaultNetwork(), awayAfter: after, changed: setAway }),
    [setAway, after],
  )
}
