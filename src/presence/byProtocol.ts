import { checkArrival } from '../channel/arrival'
import { isDelivered } from '../transport/delivery'
import type { Delivery } from '../transport/delivery'
import { toWireError, WireError } from '../transport/error'
import {
  type ClientFrame,
  type DiffFrame,
  isMember,
  markOf,
  type Member,
  presenceEvent,
  type RefusedFrame,
  type ServerFrame,
  type StateFrame,
} from '../protocol/presence'
import { uniqueId } from '../transport/uniqueId'
import { type BackendParts, type BackendSession, type Me } from './backend'

declare const process: { env: { NODE_ENV?: string } }

/** The presence protocol of wirehooks: over any connection whose server speaks it. See PROTOCOL.md. */
export function byProtocol({ connection, channel, clock, sink }: BackendParts): BackendSession {
  const session = uniqueId()
  /** How far the server has counted its changes. */
  let epoch: string | undefined
  let revision: number | undefined
  /** What is to be added to wall times of the server to get those of this client, in milliseconds. */
  let clockOffset = 0
  /** Asked for everybody, and not answered yet. */
  let isAwaitingState = false
  /** Goes up with every question: what became of an earlier one does not matter. */
  let generation = 0
  /**
   * Diffs that came meanwhile from a server that does not count. Each may be older or newer than the state that is awaited,
   * so they are applied after it: what is older changes nothing.
   */
  let diffsBeforeState: DiffFrame[] = []

  function send(frame: ClientFrame): Promise<Delivery> {
    return connection.emit(presenceEvent as never, frame as never)
  }

  /** Asks for everybody. Rejects when the question did not reach the server. */
  async function ask(question: ClientFrame): Promise<void> {
    generation += 1
    const mine = generation
    isAwaitingState = true
    diffsBeforeState = []
    const delivery = await send(question)
    if (mine !== generation || !isAwaitingState || isDelivered(delivery.outcome)) return
    const diffs = diffsBeforeState
    isAwaitingState = false
    diffsBeforeState = []
    diffs.forEach(apply)
    checkArrival(delivery, `that asks who is in the channel "${channel}"`)
  }

  /** Something was missed. Where the question does not reach the server, the next diff asks again. */
  function askForEverybody(): void {
    if (!isAwaitingState) ask({ kind: 'watch', channel }).catch(() => {})
  }

  function inLocalTime({ since, at, ...member }: Member): Member {
    return { ...member, since: since + clockOffset, at: at + clockOffset }
  }

  function onState(frame: StateFrame): void {
    const members = frame.members.filter(isMember)
    // A server in a new epoch may not know yet who is on their way back to it.
    const isSameEpoch = frame.epoch !== undefined && frame.epoch === epoch
    const diffs = diffsBeforeState
    isAwaitingState = false
    diffsBeforeState = []
    epoch = frame.epoch
    revision = frame.revision
    clockOffset = clock.date() - frame.now
    sink.replaced(members.map(inLocalTime), isSameEpoch ? 0 : frame.grace, frame.self)
    if (frame.ttl) sink.alive(members.map(markOf), frame.ttl)
    diffs.forEach(onDiff)
  }

  function onDiff(frame: DiffFrame): void {
    if (frame.revision === undefined) {
      if (isAwaitingState) diffsBeforeState.push(frame)
      else apply(frame)
      return
    }
    const isSameEpoch = frame.epoch === epoch
    const isKnown = isSameEpoch && revision !== undefined && frame.revision <= revision
    if (isAwaitingState || isKnown) return
    const hasGap = frame.from !== undefined && (revision === undefined || frame.from > revision)
    if (!isSameEpoch || hasGap) return askForEverybody()
    revision = frame.revision
    apply(frame)
  }

  function apply({ set = [], left = [], dropped = [], alive = [], grace = 0, ttl }: DiffFrame): void {
    const members = set.filter(isMember)
    sink.changed(members.map(inLocalTime))
    sink.left(left)
    sink.dropped(dropped, grace)
    if (ttl && !sink.alive([...members.map(markOf), ...alive], ttl)) askForEverybody()
  }

  function onRefused(frame: RefusedFrame): void {
    if (frame.code === 'expired') return sink.expired()
    const code = frame.code === 'too-large' ? 'too-large' : 'refused'
    sink.refused(
      new WireError(
        code,
        () =>
          process.env.NODE_ENV !== 'production' &&
          `Expected the server to take what this client says in the channel "${channel}", but it answered "${frame.code}": ${frame.message}`,
        frame,
      ),
    )
  }

  function onFrame(frame: ServerFrame | null | undefined): void {
    if (frame?.channel !== channel) return
    // A kind that is not known belongs to a later version of the protocol.
    if (frame.kind === 'state') onState(frame)
    else if (frame.kind === 'diff') onDiff(frame)
    else if (frame.kind === 'refused') onRefused(frame)
  }

  return {
    open(me: Me | null) {
      const question: ClientFrame = me ? { kind: 'enter', channel, session, ...me } : { kind: 'watch', channel }
      ask(question).catch((cause: unknown) => sink.refused(toWireError(cause, 'unknown')))
    },
    set: async ({ version, state, away }) =>
      isDelivered((await send({ kind: 'set', channel, version, state, away })).outcome),
    leave(version) {
      void send({ kind: 'leave', channel, version })
    },
    stop: connection.on(presenceEvent as never, onFrame as never),
  }
}
