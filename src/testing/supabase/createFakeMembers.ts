import { isMember, type Member } from '../../protocol/presence'
import type { FakePerson, FakePresence } from '../createFakePresence'
import type { FakeTopic } from './fakeTopic'

/** The broadcasts of `supabasePresence`: what is new of somebody, and that they left. */
const names = { set: 'presence:set', left: 'presence:left' } as const

/**
 * People who come, move and go in a topic, for components that use `usePresence` with `supabasePresence`.
 *
 * @example
 * const people = createFakeMembers(supabase.topic('board'), [{ key: 'bob', state: { name: 'Bob' } }])
 * act(() => people.update('bob', { typing: true }))
 */
export function createFakeMembers(topic: FakeTopic, people: readonly FakePerson[] = []): FakePresence {
  const members = new Map<string, Member>()
  let self: unknown

  function put({ key, state, away }: FakePerson, before?: Member): Member {
    const at = Date.now()
    const id = before?.id ?? `fake ${members.size + 1}`
    const member = { id, version: (before?.version ?? 0) + 1, key, state, away, since: before?.since ?? at, at }
    members.set(id, member)
    topic.enter(id, { ...member })
    return member
  }

  function of(key: string): Member {
    const member = [...members.values()].findLast((other) => other.key === key)
    if (member) return member
    throw new Error(`Nobody is there who is called ${key}`)
  }

  for (const person of people) put(person)
  topic.on(names.set, (member) => {
    if (isMember(member)) self = member.state
  })
  topic.on(names.left, () => {
    self = undefined
  })

  return {
    join: (person) => void put(person),
    update(key, patch, more = {}) {
      const before = of(key)
      const { away = before.away } = more
      put({ key, state: { ...Object(before.state), ...patch }, ...(away === undefined ? {} : { away }) }, before)
    },
    leave(key) {
      const { id, version } = of(key)
      members.delete(id)
      topic.broadcast(names.left, [id, version])
      topic.leave(id)
    },
    get self() {
      return self
    },
  }
}
