import type { PresenceConnection } from './backend'
import type { PresenceOptions } from './options'
import { createPresence, type Presence } from './presence'

/** By the store of their connection. */
const houses = /* @__PURE__ */ new WeakMap<object, Map<string, unknown>>()

/**
 * The one presence of a channel on a connection, for everybody who names it. It does nothing before somebody enters.
 *
 * @example
 * const options = { channel: 'board', key: user.id, initial: { cursor: null } }
 * const presence = presenceOf(connection, options)
 * const leave = presence.enter({ current: options })
 */
export function presenceOf<State extends object>(
  connection: PresenceConnection,
  options: PresenceOptions<State>,
): Presence<State> {
  const { channel = 'main' } = options
  const house = houses.get(connection.store) ?? new Map<string, unknown>()
  houses.set(connection.store, house)
  const presence = house.get(channel) ?? createPresence({ connection, channel, founder: options })
  house.set(channel, presence)
  return presence as Presence<State>
}
