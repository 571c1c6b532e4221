import type { Mark } from '../../protocol/presence'
import type { ChangeLog } from './changeLog'
import { droppedIn, type KnownMember } from './store'

/**
 * All members of a very large channel. The change log, and with it every client, knows `size` of them, and the number of all
 * people. A member who is shown stays shown until it is gone; then another member takes its place.
 */
export function createSample(log: ChangeLog, size: number): Pick<ChangeLog, 'members' | 'apply'> {
  const members = new Map<string, KnownMember>()
  /** The ids of members who are not shown, in the order they came. */
  const hidden = new Set<string>()
  /** How many connections each person has. */
  const connections = new Map<string, number>()

  function count(key: string, difference: 1 | -1): void {
    const next = (connections.get(key) ?? 0) + difference
    if (next > 0) connections.set(key, next)
    else connections.delete(key)
  }

  function set(member: KnownMember): void {
    const before = members.get(member.id)
    members.set(member.id, member)
    count(member.key, 1)
    if (before) count(before.key, -1)
    if (log.members.has(member.id) || log.members.size < size) log.apply({ set: member })
    else hidden.add(member.id)
  }

  function drop(mark: Mark): void {
    const member = droppedIn(members, mark)
    if (member) members.set(member.id, member)
  }

  function remove(id: string): void {
    const member = members.get(id)
    if (!member) return
    members.delete(id)
    hidden.delete(id)
    count(member.key, -1)
  }

  /** Shows other members in the place of those who are gone. */
  function fill(): void {
    for (const id of hidden) {
      if (log.members.size >= size) return
      hidden.delete(id)
      log.apply({ set: members.get(id) })
    }
  }

  log.apply({ people: 0 })
  return {
    members,
    apply({ set: member, dropped = [], left = [] }) {
      if (member) set(member)
      for (const mark of dropped) drop(mark)
      for (const [id] of left) remove(id)
      log.apply({ dropped, left, people: connections.size })
      fill()
    },
  }
}
