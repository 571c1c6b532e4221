import type { Patch, SharedState } from '../../protocol/presence'
import type { KnownMember } from './store'

/** What turns one version of a member into a later one; the alias is the same. */
export function patchOf(before: KnownMember, now: KnownMember, alias: number): Patch {
  const [changed, removed] = differences(before.state, now.state)
  if (removed.length > 0) return [alias, now.version, changed, removed]
  return Object.keys(changed).length > 0 ? [alias, now.version, changed] : [alias, now.version]
}

/** The top-level fields that are new or have another value, and the names of those that are no more. */
function differences(before: SharedState, now: SharedState): [changed: SharedState, removed: readonly string[]] {
  const fields = new Map<string, unknown>(Object.entries(before))
  const changed = Object.entries(now).filter(
    ([name, value]) => !fields.has(name) || !isSameJSON(fields.get(name), value),
  )
  const removed = [...fields.keys()].filter((name) => !Object.hasOwn(now, name))
  return [Object.fromEntries(changed), removed]
}

function isSameJSON(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
