import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Presence } from '../presence/presence'
import type { Person } from '../presence/roster'

/**
 * Everybody else, or whatever `select` takes from them: a value, or an object or array of values. Renders at most once a
 * frame, and only when that changed.
 *
 * @example
 * const names = useOthers(presence, (others) => others.filter(isTyping).map(nameOf))
 */
export function useOthers<State extends object, Selected = readonly Person<State>[]>(
  presence: Pick<Presence<State>, 'store'>,
  select?: (others: readonly Person<State>[]) => Selected,
): Selected {
  return useStore(
    presence.store,
    useShallow(({ others }) => (select ? select(others) : (others as Selected))),
  )
}
