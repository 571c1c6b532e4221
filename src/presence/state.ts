import type { WireError } from '../transport/error'
import type { PresenceOptions } from './options'
import type { Person } from './roster'

/** What is known of a channel: a new object whenever something about it is different. */
export interface PresenceState<State = Record<string, unknown>> {
  /**
   * `outside` while nobody wants to be in it or the connection is not open, `entering` until the server has answered, then
   * `present`. `refused` until the connection opens again, or `retry()`: then
   * nobody is known.
   */
  readonly status: 'outside' | 'entering' | 'present' | 'refused'
  /**
   * This person. Before the server has let them in, `status` is `stale` and `since` is 0. A server that shows only some in very large
   * channels may leave them out: then `connections` is 1 and `since` is 0.
   */
  readonly self: Person<State>
  /**
   * Everybody else, in the order they came; some of them, where the server shows only some in very large channels. While our
   * own link is down they are kept, and `stale`.
   */
  readonly others: readonly Person<State>[]
  /** How many people are there, this one included. */
  readonly count: number
  /** Why the server refused, or that it has not answered for too long. */
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
