import { isMember, type Member } from '../../protocol/presence'
import { broadcasts } from '../../protocol/supabasePresence'
import { createFakePeople, type FakePerson, type FakePresence } from '../presence/people'
import type { FakeTopic } from './fakeTopic'

/** The others in a topic. Supabase's server counts nobody, and refuses nobody whom the topic has let in. */
export type FakeMembers = Omit<FakePresence, 'setCount' | 'refuse' | 'admit'>

/** The topics that have people. */
const knownTopics = /* @__PURE__ */ new WeakSet<FakeTopic>()

/**
 * People who come, move and go in a topic, for components that use `usePresence` with `supabasePresence`. Throws where the
 * topic has people already.
 *
 * @example
 * const people = createFakeMembers(supabase.topic('board'), [{ key: 'bob', state: { name: 'Bob' } }])
 * act(() => people.update('bob', { typing: true }))
 */
export function createFakeMembers(topic: FakeTopic, people: readonly FakePerson[] = []): FakeMembers {
  if (knownTopics.has(topic)) {
    throw new Error(
      'createFakeMembers(topic) was called for this topic already: add people with join() of what the first call returned, or give each test a client of its own',
    )
  }
  knownTopics.add(topic)

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
