import { createNamedRegistry } from '../transport/namedRegistry'
import type { PresenceConnection } from './backend'
import type { PresenceOptions } from './options'
import { createPresence, type Presence } from './presence'

/** By the store of their connection, which is the same for everything that is made of a connection. */
const presences = /* @__PURE__ */ createNamedRegistry<object>('presences 1')

/**
 * The one presence of a channel on a connection, for everybody who names it. It does nothing before somebody enters, and
 * is forgotten when nobody is in it and nobody holds it.
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
  const presence = presences.get(connection.store, channel, (usage) =>
    createPresence({ connection, channel, firstOptions: options, usage }),
  )
  // Nothing checks at run time what others share, unless there is `validate`: the cast trusts the caller.
  return presence as Presence<State>
}
