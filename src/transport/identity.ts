import { isSameValue } from './sameValue'

/**
 * Which connection a transport leads to: who shares it. `labelOf` tells how people read it, and `storageNameOf` under which
 * name something may be stored for it.
 */
export interface Identity {
  /** Where it leads: values to be compared one by one. */
  readonly endpoint: readonly unknown[]
  /** On whose behalf; `null` for nobody in particular. When it changes, the old link is closed before another one opens. */
  readonly user: string | number | null
  /**
   * Whether all that lead to the same endpoint on behalf of the same user share one connection. Not where it depends on
   * a function: functions cannot be compared.
   */
  readonly isShared: boolean
  /** What the transport knows of itself. It may hold secrets, such as the query of a url: it is never shown or stored. */
  readonly parts: IdentityParts
}

/** Options that every transport has. */
export interface IdentityOptions {
  /**
   * Who is signed in: the id of the user. When it changes, the old link is closed before another one opens, and nothing that
   * waits or is stored crosses over. Needed wherever credentials come from a function, a cookie or a header: they
   * cannot be compared.
   * @default nobody in particular
   */
  identity?: string | number | null | undefined
  /**
   * A name for the address, where it is a function: hooks with the same `key` share one connection, and what waits can be
   * stored under it. A change of it opens a new connection.
   * @default none: an address that is a function is not shared
   */
  key?: string | undefined
}

/** What a transport knows of itself. */
export interface IdentityParts extends IdentityOptions {
  /** The transport's name. */
  transport: string
  /** Where it leads: a url, or an object of the caller's (a client, a socket) with a label of its own. */
  address: unknown
  /** Other values that must be equal for two transports to share a connection. */
  also?: readonly unknown[] | undefined
  /** How people read an address that is no url: a topic. */
  label?: string | undefined
  /** The address is a function, so only a `key` can tell that two are the same. */
  isDynamicAddress?: boolean | undefined
  /** Credentials come from functions, so only an `identity` or a `key` can tell that two are the same. */
  hasDynamicCredentials?: boolean | undefined
  /**
   * The link uses credentials that are no function. A later page cannot know whose they were, so nothing is stored
   * without an `identity` or a `key`.
   */
  storageNeedsUser?: boolean | undefined
  /** Names besides the address and the key. */
  names?: readonly string[] | undefined
}

/** Makes the identity of a transport. Hooks call it often, so texts are made only when somebody asks for them. */
export function identify(parts: IdentityParts): Identity {
  const { transport, address, also = [], key, identity: user = null, isDynamicAddress, hasDynamicCredentials } = parts
  const isKnown = key !== undefined
  return {
    endpoint: [transport, isDynamicAddress ? null : address instanceof URL ? address.href : address, key, ...also],
    user,
    isShared: isKnown || (!isDynamicAddress && (!hasDynamicCredentials || user !== null)),
    parts,
  }
}

/** Whether a component may keep its connection when its transport changes from one to the other. */
export function isSameIdentity(one: Identity, other: Identity): boolean {
  const isAlike = one.user === other.user && one.isShared === other.isShared
  return one === other || (isAlike && isSameValue(one.endpoint, other.endpoint))
}

/** Whether two lead to the same place, on behalf of different people. */
export function isOtherUser(one: Identity, other: Identity): boolean {
  if (one.user === other.user || !isSameValue(one.endpoint, other.endpoint)) return false
  // Nobody knows where a function leads: only two who are both signed in are taken for two users of one place.
  const isPlaceKnown = one.parts.key !== undefined || !one.parts.isDynamicAddress
  return isPlaceKnown || (one.user !== null && other.user !== null)
}
