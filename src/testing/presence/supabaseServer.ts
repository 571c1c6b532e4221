import { isMember, type Member } from '../../protocol/presence'
import { broadcasts, nativeEvent } from '../../protocol/supabasePresence'
import { warnOnce } from '../../transport/development'
import type { FakeLink } from '../fakeLink'
import type { PresenceServerParts } from './fakePresenceServer'
import type { PeopleTold } from './people'

declare const process: { env: { NODE_ENV?: string } }

/** A server that speaks as a channel of Supabase does to `supabasePresence`. */
export function supabaseServer({ fake, people, channels, shared }: PresenceServerParts): PeopleTold {
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
    if (channels.length > 1) warnOfSeveral(channels)
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

/** Each call answers with the people of its own, and the last answer replaces those before it. */
function warnOfSeveral(channels: readonly string[]): void {
  const names = channels.map((channel) => `"${channel}"`).join(' and ')
  warnOnce(
    `fake presence of Supabase ${names}`,
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected one createFakePresence() for a fake that stands for a channel of Supabase, but it was called for ${names}: with supabasePresence the channel is the topic, and components hear of the people of one call only. Give each topic a fake of its own.`,
  )
}
