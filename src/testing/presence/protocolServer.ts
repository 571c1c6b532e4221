import { type ClientFrame, presenceEvent, type RefusedFrame, type ServerFrame } from '../../protocol/presence'
import { warnOnce } from '../../transport/development'
import type { FakeLink } from '../fakeLink'
import type { PresenceServerParts } from './fakePresenceServer'
import type { FakePresence, PeopleTold } from './people'

declare const process: { env: { NODE_ENV?: string } }

type ProtocolServer = PeopleTold & Pick<FakePresence, 'setCount' | 'refuse' | 'admit'>

/** A server that speaks the presence protocol of wirehooks (PROTOCOL.md). */
export function protocolServer({ fake, people, channel, channels, shared }: PresenceServerParts): ProtocolServer {
  /** Those that are told who is there, and the `ref` that each of them has said. */
  const links = new Map<FakeLink, string | undefined>()
  let revision = 0
  let count: number | undefined
  /** Why nobody is let in. */
  let refusal: RefusedFrame['code'] | undefined

  function refused(ref: string | undefined, code: RefusedFrame['code']): ServerFrame {
    return { kind: 'refused', channel, ref, code, message: 'The test has it so' }
  }

  function tell(news: object): void {
    const from = revision
    revision += 1
    const frame = { kind: 'diff', channel, from, revision, ...news } as ServerFrame
    for (const link of links.keys()) if (link.status === 'open') link.message(presenceEvent, frame)
  }

  fake.on(presenceEvent, (data, link) => {
    if (!isFrame(data)) return
    if (data.channel !== channel) return warnOfUnknown(data.channel, channels)
    if (data.kind === 'leave') {
      links.delete(link)
      return shared(undefined)
    }
    const { ref } = data
    const say = (frame: ServerFrame): void => link.message(presenceEvent, frame)
    if (refusal) return say(refused(ref, refusal))
    if (data.kind !== 'watch') shared(data.state)
    if (data.kind === 'set') return
    links.set(link, ref)
    people.follow(link.context.clock)
    if (data.kind === 'enter') say({ kind: 'entered', channel, ref, id: 'self', key: data.key })
    const now = link.context.clock.date()
    say({ kind: 'state', channel, revision, now, grace: 15_000, count, members: people.members() })
  })

  return {
    set: (member) => tell({ set: [member] }),
    left: (mark) => tell({ left: [mark] }),
    setCount(next) {
      count = next
      tell({ count })
    },
    refuse(code = 'forbidden') {
      refusal = code
      shared(undefined)
      for (const [link, ref] of links) if (link.status === 'open') link.message(presenceEvent, refused(ref, code))
      links.clear()
    },
    admit() {
      refusal = undefined
    },
  }
}

/** With another backend, the event has data of its own. */
function isFrame(data: unknown): data is ClientFrame {
  return typeof data === 'object' && data !== null && 'kind' in data && 'channel' in data
}

/** Nothing would ever come, and nobody would say why. */
function warnOfUnknown(channel: string, channels: readonly string[]): void {
  if (channels.includes(channel)) return
  warnOnce(
    `fake presence ${channel} of ${channels.join()}`,
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected somebody in ${channels.map((known) => `"${known}"`).join(' or ')}, the channels that createFakePresence() was called for, but a component is in the channel "${channel}": it hears of nobody. Give both the same name.`,
  )
}
