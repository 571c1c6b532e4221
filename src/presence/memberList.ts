import {
  type DiffFrame,
  isMember,
  type Mark,
  markOf,
  type Member,
  type MemberName,
  type Patch,
} from '../protocol/presence'

/** The members that a server has told of on one link: it resolves aliases, and turns patches into members. */
export interface MemberList {
  /** Forgets everybody: another list begins. */
  clear(): void
  /** Adds members of a page. What is no member is left out. */
  add(members: readonly unknown[]): void
  /** Everybody. */
  all(): Iterable<Member>
  /** Takes what changed. */
  apply(diff: DiffFrame): MemberChanges
}

export interface MemberChanges {
  readonly changed: readonly Member[]
  readonly dropped: readonly Mark[]
  readonly left: readonly Mark[]
  /** The server spoke of somebody it has not named before. */
  readonly hasUnknown: boolean
}

export function createMemberList(): MemberList {
  const members = new Map<string, Member>()
  const idsByAlias = new Map<number, string>()
  /** Of what is no member, such as one whose key is no text. Nothing that is said of it later counts. */
  const invalidAliases = new Set<unknown>()

  function put(value: unknown): Member | undefined {
    if (!isMember(value)) {
      invalidAliases.add((Object(value) as { alias?: unknown }).alias)
      return undefined
    }
    members.set(value.id, value)
    if (value.alias !== undefined) idsByAlias.set(value.alias, value.id)
    return value
  }

  function memberOf(name: MemberName): Member | undefined {
    const id = Array.isArray(name) ? name[0] : idsByAlias.get(name as number)
    return id === undefined ? undefined : members.get(id)
  }

  function remove(member: Member): void {
    members.delete(member.id)
    if (member.alias !== undefined) idsByAlias.delete(member.alias)
  }

  return {
    clear() {
      members.clear()
      idsByAlias.clear()
      invalidAliases.clear()
    },
    add: (page) => page.forEach(put),
    all: () => members.values(),
    apply({ now, set, patch, dropped, left }) {
      const changes = { changed: [] as Member[], dropped: [] as Mark[], left: [] as Mark[], hasUnknown: false }

      function find(name: MemberName): Member | undefined {
        const member = memberOf(name)
        if (!member && !invalidAliases.has(name)) changes.hasUnknown = true
        return member
      }

      for (const value of listOf(set)) {
        const member = put(value)
        if (member) changes.changed.push(member)
      }
      for (const one of listOf(patch)) {
        const before = find(listOf(one)[0] as number)
        if (!before) continue
        const member = patched(before, one, now)
        put(member)
        changes.changed.push(member)
      }
      for (const name of listOf(dropped)) {
        const member = find(name)
        if (!member) continue
        put({ ...member, dropped: true })
        changes.dropped.push(markOf(member))
      }
      for (const name of listOf(left)) {
        const member = memberOf(name)
        if (!member) continue
        remove(member)
        changes.left.push(markOf(member))
      }
      return changes
    },
  }
}

function patched(member: Member, [, version, changed, removed]: Patch, now: number | undefined): Member {
  const isBack = { ...member, version, dropped: undefined }
  const gone = listOf(removed)
  if (!changed && gone.length === 0) return isBack
  const fields = Object.entries({ ...Object(member.state), ...changed }).filter(([name]) => !gone.includes(name))
  return { ...isBack, state: Object.fromEntries(fields), at: now ?? member.at }
}

/** What a server sends may be anything. What should be a list and is none is an empty one. */
function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? value : []
}
