import type { ChangeLog } from './changeLog'
import type { KnownMember } from './store'

/**
 * Everybody in a very large channel. The change log, and with it every client, knows so many of them, and how many people
 * there are. Who is shown stays shown until they are gone; then another one takes their place.
 */
export function createSample(log: ChangeLog, size: number): Pick<ChangeLog, 'members' | 'apply'> {
  const members = new Map<string, KnownMember>()
  /** Who is not shown, in the order they came. */
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

  function drop(id: string, version: number): void {
    const member = members.get(id)
    if (member && member.version <= version) members.set(id, { ...member, dropped: true })
  }

  function remove(id: string): void {
    const member = members.get(id)
    if (!member) return
    members.delete(id)
    hidden.delete(id)
    count(member.key, -1)
  }

  /** Shows others in the place of those who are gone. */
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
      for (const [id, version] of dropped) drop(id, version)
      for (const [id] of left) remove(id)
      log.apply({ dropped, left, people: connections.size })
      fill()
    },
  }
}
