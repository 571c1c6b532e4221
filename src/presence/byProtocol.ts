import type { Delivery } from '../transport/delivery'
import { WireError } from '../transport/error'
import {
  type ClientFrame,
  type DiffFrame,
  isMember,
  markOf,
  type Member,
  presenceEvent,
  type ServerFrame,
  type StateFrame,
} from '../protocol/presence'
import { type BackendParts, type BackendSession, type Me, randomId } from './backend'

/** The presence protocol of wirehooks: over any connection whose server speaks it. See PROTOCOL.md. */
export function byProtocol({ connection, channel, clock, sink }: BackendParts): BackendSession {
  const session = randomId()
  let epoch: string | undefined
  let revision = -1
  /** From the wall clock of the server to ours. */
  let offset = 0
  /** Everybody is on their way. */
  let isWatching = false
  /** What a server said meanwhile that does not count: it may be older or newer than who is on their way. */
  let early: DiffFrame[] = []

  async function say(frame: ClientFrame): Promise<boolean> {
    const { outcome } = (await connection.emit(presenceEvent as never, frame as never)) as Delivery
    return outcome === 'sent' || outcome === 'acked'
  }

  function watch(): void {
    if (isWatching) return
    isWatching = true
    void say({ kind: 'watch', channel })
  }

  function here({ since, at, ...member }: Member): Member {
    return { ...member, since: since + offset, at: at + offset }
  }

  function replaced(frame: StateFrame): void {
    const members = frame.members.filter(isMember)
    // A server that counts anew may not know yet who comes back to it.
    const grace = frame.epoch !== undefined && frame.epoch === epoch ? 0 : frame.grace
    const missed = early
    isWatching = false
    early = []
    epoch = frame.epoch
    revision = frame.revision ?? -1
    offset = clock.date() - frame.now
    sink.replaced(members.map(here), grace, frame.self)
    if (frame.ttl) sink.alive(members.map(markOf), frame.ttl)
    missed.forEach(changed)
  }

  function changed(frame: DiffFrame): void {
    const { set = [], left = [], dropped = [], alive = [], grace = 0, ttl, ...counted } = frame
    if (counted.revision !== undefined) {
      if (isWatching || (counted.epoch === epoch && counted.revision <= revision)) return
      if (counted.epoch !== epoch || (counted.from ?? -1) > revision) return watch()
      revision = counted.revision
    } else if (isWatching) return void early.push(frame)
    const members = set.filter(isMember)
    sink.changed(members.map(here))
    sink.left(left)
    sink.dropped(dropped, grace)
    if (ttl && !sink.alive([...members.map(markOf), ...alive], ttl)) watch()
  }

  function receive(frame: ServerFrame): void {
    if (Object(frame).channel !== channel) return
    if (frame.kind === 'state') replaced(frame)
    else if (frame.kind === 'diff') changed(frame)
    else if (frame.kind !== 'refused') return
    else if (frame.code === 'expired') sink.expired()
    else sink.refused(new WireError(frame.code === 'too-large' ? frame.code : 'refused', frame.message, frame))
  }

  return {
    open(me: Me | null) {
      isWatching = true
      early = []
      void say(me ? { kind: 'enter', channel, session, ...me } : { kind: 'watch', channel })
    },
    set: ({ version, state, away }) => say({ kind: 'set', channel, version, state, away }),
    leave(version) {
      void say({ kind: 'leave', channel, version })
    },
    stop: connection.on(presenceEvent as never, receive as never),
  }
}
