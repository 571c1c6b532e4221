import { isMember, type Member } from '../../protocol/presence'
import type { FakeLink } from '../fakeLink'
import type { PeopleTold } from './people'
import type { PresenceParts } from './protocolEnd'

/** What `supabasePresence` sends and hears: the native presence, and the broadcasts beside it. */
const nativeEvent = 'presence'
export const broadcasts = { set: 'presence:set', left: 'presence:left', ask: 'presence:ask' } as const

/** The far end that speaks as a channel of Supabase does to `supabasePresence`. */
export function supabaseEnd({ fake, people, shared }: PresenceParts): PeopleTold {
  const links = new Set<FakeLink>()
  /** The person in front of this page, as the native presence has them. */
  let self: Member | undefined

  function sync(link: FakeLink): void {
    const all = self ? [...people.members(), self] : people.members()
    link.message(nativeEvent, Object.fromEntries(all.map((member) => [member.id, [member]])))
  }

  function tell(event: string, data: unknown): void {
    for (const link of links) {
      if (link.status !== 'open') continue
      link.message(event, data)
      sync(link)
    }
  }

  fake.on(nativeEvent, (data, link) => {
    if (data !== null && !isMember(data)) return
    self = data ?? undefined
    sync(link)
  })
  fake.on(broadcasts.ask, (_, link) => {
    links.add(link)
    people.follow(link.context.clock)
    sync(link)
  })
  fake.on(broadcasts.set, (member) => {
    if (isMember(member)) shared(member.state)
  })
  fake.on(broadcasts.left, () => shared(undefined))

  return {
    set: (member) => tell(broadcasts.set, member),
    left: (mark) => tell(broadcasts.left, mark),
  }
}
