import type { FakeTransport } from './createFakeTransport'
import { createFakePeople, type FakePerson, type FakePresence } from './presence/people'
import { type PresenceParts, protocolEnd } from './presence/protocolEnd'
import { supabaseEnd } from './presence/supabaseEnd'

/**
 * People who come, move and go, for a fake transport whose components use presence: over a connection of any kind, and with
 * `supabasePresence` too. Times are of the connection's clock.
 *
 * @param channel The one that the components name. A channel of Supabase has no other one than its topic: the name does not matter.
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
  let self: unknown
  const { join, update, leave, ...others } = createFakePeople(people, {
    set(member) {
      for (const end of ends) end.set(member)
    },
    left(mark) {
      for (const end of ends) end.left(mark)
    },
  })
  const parts: PresenceParts = {
    fake,
    people: others,
    shared(state) {
      self = state
    },
  }
  const ends = [protocolEnd(channel, parts), supabaseEnd(parts)]

  return {
    join,
    update,
    leave,
    get self() {
      return self
    },
  }
}
