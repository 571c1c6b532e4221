/** Where a channel is kept. */
export interface Keys {
  /** Hash: id → `[version,since,at,isDropped,said]`, as JSON. */
  readonly members: string
  /** Sorted set: id → when the time of a member is up, or when the version of a member who is gone is forgotten. */
  readonly expiry: string
  /** Hash: id → the version that is gone. */
  readonly gone: string
  /** Hash: `epoch`, `began`, `revision` and `memory`. Changes are published under the same name. */
  readonly count: string
  /** Sorted set: key of a person who was put out, as JSON → when that was. */
  readonly evicted: string
}

/** The braces put all keys of a channel into one slot of a cluster. Empty braces would be ignored. */
export function keysOf(prefix: string, channel: string): Keys {
  const name = `${prefix}{presence:${channel}}`
  return {
    members: `${name}:members`,
    expiry: `${name}:expiry`,
    gone: `${name}:gone`,
    count: `${name}:count`,
    evicted: `${name}:evicted`,
  }
}
