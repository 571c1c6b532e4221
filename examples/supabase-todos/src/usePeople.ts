import { useLatest } from 'wirehooks'
import type { Person } from '../protocol'
import type { Room } from './useBoard'

/** Who is here, by name. */
export function usePeople(room: Room): readonly Person[] {
  const presence = useLatest(room, 'presence') ?? {}
  const people = Object.entries(presence).map(([id, [first]]) => ({ id, name: first?.name ?? '?' }))
  return people.toSorted((one, other) => one.name.localeCompare(other.name) || one.id.localeCompare(other.id))
}
