import type { WireError } from '../transport/error'
import type { PresenceOptions } from './options'
import type { Person } from './roster'

/** What is known of a channel: a new object whenever something about it is different. */
export interface PresenceState<State = Record<string, unknown>> {
  /**
   * `outside` while nobody wants it or the connection is not open, `entering` until the server has answered, then
   * `present`. `refused` until the connection opens again.
   */
  readonly status: 'outside' | 'entering' | 'present' | 'refused'
  /** This person: `stale`, and `since` 0, before they are there. */
  readonly self: Person<State>
  /** Everybody else, in the order they came. While our own link is down they are kept, and `stale`. */
  readonly others: readonly Person<State>[]
  /** How many people are there, this one included. */
  readonly count: number
  /** Why it was refused, or is not answered. */
  readonly error: WireError | null
}

/** What is known before anybody enters. */
export function outside<State extends object>({ key, initial }: PresenceOptions<State>): PresenceState<State> {
  const self: Person<State> = {
    key: key ?? '',
    state: initial,
    connections: 1,
    status: 'stale',
    since: 0,
    lastSeen: 0,
  }
  return { status: 'outside', error: null, self, others: [], count: 0 }
}
