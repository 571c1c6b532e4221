import type { FakeTransport } from './createFakeTransport'
import { createFakePeople, type FakePerson, type FakePresence, type PeopleTold } from './presence/people'
import type { PresenceServerParts } from './presence/fakePresenceServer'
import { protocolServer } from './presence/protocolServer'
import { supabaseServer } from './presence/supabaseServer'

/** The channels that have people, by their fake. */
const channelsByFake = /* @__PURE__ */ new WeakMap<object, string[]>()

/**
 * People who come, move and go, for a fake transport whose components use presence: over a connection of any kind, and with
 * `supabasePresence` too. Times are of the connection's clock. Throws where the channel of this fake has people already.
 *
 * @param channel The one that the components name. With `supabasePresence` the channel is the topic, so this name is ignored.
 *
 * @example
 * const fake = createFakeTransport({ opens: true })
 * const people = createFakePresence(fake, 'board', [{ key: 'bob', state: { name: 'Bob' } }])
 * act(() => people.update('bob', { typing: true }))
 */
export function createFakePresence(
  fake: Pick<FakeTransport, 'on'>,
  channel = 'main',
  people: readonly FakePerson[] = [],
): FakePresence {
  const channels = channelsByFake.get(fake) ?? []
  if (channels.includes(channel)) {
    throw new Error(
      `createFakePresence(fake, "${channel}") was called for this fake already: add people with join() of what the first call returned, or give each test a fake of its own`,
    )
  }
  channels.push(channel)
  channelsByFake.set(fake, channels)

  let self: unknown
  const servers: PeopleTold[] = []
  const { join, update, leave, members, follow } = createFakePeople(people, {
    set(member) {
      for (const server of servers) server.set(member)
    },
    left(mark) {
      for (const server of servers) server.left(mark)
    },
  })
  const parts: PresenceServerParts = {
    fake,
    people: { members, follow },
    channel,
    channels,
    shared(state) {
      self = state
    },
  }
  const server = protocolServer(parts)
  servers.push(server, supabaseServer(parts))

  return {
    join,
    update,
    leave,
    setCount: server.setCount,
    refuse: server.refuse,
    admit: server.admit,
    get self() {
      return self
    },
  }
}
