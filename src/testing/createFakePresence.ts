import { type ClientFrame, type Member, presenceEvent } from '../protocol/presence'
import type { FakeLink } from './fakeLink'
import type { FakeTransport } from './createFakeTransport'

/** Somebody else, as a test has them. */
export interface FakePerson {
  /** Who it is. */
  readonly key: string
  /** What they share. */
  readonly state: object
  /** They are there, and do something else. */
  readonly away?: boolean | undefined
}

/** The others in a channel, for components that use presence. */
export interface FakePresence {
  /** Somebody comes. Somebody who is there already is there twice. */
  join(person: FakePerson): void
  /** They change a part of what they share, or whether they are away. */
  update(key: string, patch: object, more?: Pick<FakePerson, 'away'>): void
  /** They are gone. */
  leave(key: string): void
  /** What the person in front of this page shares; `undefined` while they are not there. */
  readonly self: unknown
}

/**
 * People who come, move and go, for a fake transport whose components use presence.
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
  const members = new Map<string, Member>()
  const listening = new Set<FakeLink>()
  let revision = 0
  let count = 0
  let self: unknown

  function put({ key, state, away }: FakePerson, before?: Member): Member {
    count += 1
    const { id = `fake ${count}`, version = 0, since = count } = before ?? {}
    const member = { id, version: version + 1, key, state, away, since, at: Date.now() }
    members.set(id, member)
    return member
  }

  function say(frame: object): void {
    const from = revision
    revision += 1
    for (const link of listening)
      link.message(presenceEvent, { kind: 'diff', channel, epoch: 'fake', from, revision, ...frame })
  }

  function of(key: string): Member {
    const member = [...members.values()].findLast((other) => other.key === key)
    if (member) return member
    throw new Error(
      `Nobody is there who is called ${key}: there are ${[...members.values()].map((one) => one.key).join(', ')}`,
    )
  }

  for (const person of people) put(person)

  fake.on(presenceEvent, (data, link) => {
    const frame = data as ClientFrame
    if (frame.channel !== channel) return
    if (frame.kind === 'set' || frame.kind === 'enter') self = frame.state
    if (frame.kind === 'set') return
    if (frame.kind === 'leave') {
      self = undefined
      listening.delete(link)
      return
    }
    listening.add(link)
    const counted = { epoch: 'fake', revision, now: Date.now(), grace: 15_000 }
    const own = frame.kind === 'enter' ? { self: { id: 'self', key: frame.key } } : {}
    link.message(presenceEvent, { kind: 'state', channel, ...counted, ...own, members: [...members.values()] })
  })

  return {
    join: (person) => say({ set: [put(person)] }),
    update(key, patch, more = {}) {
      const before = of(key)
      const { away = before.away } = more
      const state = { ...Object(before.state), ...patch }
      say({ set: [put({ key, state, ...(away === undefined ? {} : { away }) }, before)] })
    },
    leave(key) {
      const { id, version } = of(key)
      members.delete(id)
      say({ left: [[id, version]] })
    },
    get self() {
      return self
    },
  }
}
