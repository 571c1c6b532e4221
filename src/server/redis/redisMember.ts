import type { Change, KnownMember, StoredMember } from '../presence/store'

/** A member as Redis has it. */
export type RedisMember = readonly [
  version: number,
  since: number,
  at: number,
  isDropped: 0 | 1,
  said: Omit<StoredMember, 'version'>,
]

export function memberOf([version, since, at, isDropped, said]: RedisMember): KnownMember {
  return { ...said, version, since, at, ...(isDropped === 1 && { dropped: true }) }
}

/**
 * The change that the script published. `undefined` for anything else, because other programs may publish under this name, too.
 */
export function readChange(message: string): Change | undefined {
  try {
    const value: unknown = JSON.parse(message)
    if (!isRedisChange(value)) return undefined
    const { set, ...change } = value
    return set ? { ...change, set: memberOf(set) } : change
  } catch {
    return undefined
  }
}

type RedisChange = Omit<Change, 'set'> & { readonly set?: RedisMember }

/** Looks at what tells a change of the script from other messages, and at nothing that only the script writes. */
function isRedisChange(value: unknown): value is RedisChange {
  const { epoch, revision, set } = Object(value) as Record<string, unknown>
  return typeof epoch === 'string' && typeof revision === 'number' && (set === undefined || Array.isArray(set))
}
