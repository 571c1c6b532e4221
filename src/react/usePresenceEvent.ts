import type { Presence } from '../presence/presence'
import type { Person, PresenceChange } from '../presence/roster'
import { useHold } from './useHold'
import { useLatestRef } from './useLatestRef'

/**
 * Calls the newest `handler` for every real difference among the others, at once and in order; a reconnect, theirs or
 * ours, within the grace is none. Renders nothing. With `leave` it gets the person as they were last.
 *
 * @example
 * usePresenceEvent(presence, 'join', ({ state }) => toast(`${state.name} is here`))
 */
export function usePresenceEvent<State extends object>(
  presence: PresenceEvents<State>,
  change: PresenceChange,
  handler: (person: Person<State>) => void,
): void {
  const { on } = presence
  const newest = useLatestRef(handler)
  useHold([on, change], () => on(change, (person) => newest.current(person)))
}

type PresenceEvents<State extends object> = Pick<Presence<State>, 'on'>
