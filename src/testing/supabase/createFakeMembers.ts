import { isMember, type Member } from '../../protocol/presence'
import { createFakePeople, type FakePerson, type FakePresence } from '../presence/people'
import { broadcasts } from '../presence/supabaseEnd'
import type { FakeTopic } from './fakeTopic'

/**
 * People who come, move and go in a topic, for components that use `usePresence` with `supabasePresence`.
 *
 * @example
 * const people = createFakeMembers(supabase.topic('board'), [{ key: 'bob', state: { name: 'Bob' } }])
 * act(() => people.update('bob', { typing: true }))
 */
export function createFakeMembers(topic: FakeTopic, people: readonly FakePerson[] = []): FakePresence {
  let self: unknown
  const enter = (member: Member): void => topic.enter(member.id, { ...member })
  const { join, update, leave, members } = createFakePeople(people, {
    set: enter,
    left([id, version]) {
      if (topic.status === 'joined') topic.broadcast(broadcasts.left, [id, version])
      topic.leave(id)
    },
  })

  for (const member of members()) enter(member)
  topic.on(broadcasts.set, (member) => {
    if (isMember(member)) self = member.state
  })
  topic.on(broadcasts.left, () => {
    self = undefined
  })

  return {
    join,
    update,
    leave,
    get self() {
      return self
    },
  }
}
