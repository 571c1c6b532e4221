import { checkArrival } from '../channel/arrival'
import { isDelivered } from '../transport/delivery'
import type { Delivery } from '../transport/delivery'
import { toWireError, WireError } from '../transport/error'
import { isName } from '../protocol/name'
import {
  type ClientFrame,
  type DiffFrame,
  type EnteredFrame,
  type Member,
  presenceEvent,
  protocolVersion,
  type RefusedFrame,
  type ServerFrame,
  type StateFrame,
} from '../protocol/presence'
import { uniqueId } from '../transport/uniqueId'
import type { BackendParts, BackendSession, Me, Self } from './backend'
import { eventPortOf } from './eventPort'
import { createMemberList } from './memberList'

declare const process: { env: { NODE_ENV?: string } }

/** Until the server is asked again for everybody, when the question was lost on its way, in milliseconds. */
const askAgainAfterMs = 5000
/** A server whose answers do not help is asked no more often, in milliseconds. */
const leastPauseMs = 1000

/** The presence protocol of wirehooks: over any connection whose server speaks it. See PROTOCOL.md. */
export function byProtocol({ connection, channel, clock, sink }: BackendParts): BackendSession {
  const events = eventPortOf(connection)
  const session = uniqueId()
  const list = createMemberList()
  /**
   * Names this session on its link. It has another one on every link, and after every `leave`, so that no late answer is taken for
   * one to what was said since.
   */
  let ref = ''
  /** How often it has left. */
  let leaves = 0
  /** The highest that was sent. */
  let version = 0
  /** What this session waits for: to be let in, for the first page of the list, for the pages that follow, or for nothing. */
  let awaited: 'entered' | 'first page' | 'next page' | 'nothing' = 'nothing'
  let self: Self | undefined
  /** A change was missed, and everybody is not known again yet. */
  let isBehind = false
  /** When everybody was asked for last, because something was missed. */
  let askedAt = -Infinity
  /** How far the server has counted its changes. */
  let revision = -1
  /** What is to be added to wall times of the server to get those of this client, in milliseconds. */
  let clockOffset = 0
  let cancelAskingAgain = (): void => {}

  function send(frame: ClientFrame): Promise<Delivery> {
    return events.emit(presenceEvent, frame)
  }

  async function enter(me: Me): Promise<void> {
    version = me.version
    awaited = 'entered'
    const question: ClientFrame = { kind: 'enter', protocol: protocolVersion, channel, ref, session, ...me }
    checkArrival(await send(question), `that enters the channel "${channel}"`)
  }

  async function watch(): Promise<void> {
    awaited = 'first page'
    const question: ClientFrame = { kind: 'watch', protocol: protocolVersion, channel, ref }
    checkArrival(await send(question), `that asks who is in the channel "${channel}"`)
  }

  /** Something was missed. What is shown stays until everybody is known again. */
  function askForEverybody(): void {
    isBehind = true
    cancelAskingAgain()
    const pauseMs = askedAt + leastPauseMs - clock.now()
    if (pauseMs > 0) {
      cancelAskingAgain = clock.after(pauseMs, askForEverybody)
      return
    }
    askedAt = clock.now()
    // A question may be lost, as the change was that was missed.
    cancelAskingAgain = clock.after(askAgainAfterMs, askForEverybody)
    const asked = ref
    watch().catch(() => {
      // It never left: the next change shows that something is missing, and asks at once.
      if (asked !== ref || !isBehind) return
      awaited = 'nothing'
      askedAt = -Infinity
    })
  }

  function onEntered({ id, key }: EnteredFrame): void {
    if (awaited !== 'entered' || !isName(id) || !isName(key)) return
    self = { id, key }
    awaited = 'first page'
  }

  function onState({ page = 1, more = false, grace, ...frame }: StateFrame): void {
    const isExpected = page === 1 ? awaited !== 'entered' : awaited === 'next page'
    if (!isExpected) return
    if (page === 1) list.clear()
    list.add(frame.members)
    awaited = more ? 'next page' : 'nothing'
    revision = frame.revision
    clockOffset = clock.date() - frame.now
    if (more) return
    isBehind = false
    cancelAskingAgain()
    sink.replaced(Array.from(list.all(), inLocalTime), grace, self, countOf(frame))
  }

  function onDiff(frame: DiffFrame): void {
    if (awaited !== 'nothing' || frame.revision <= revision) return
    // What is new is said as the difference to `from`.
    if (frame.from !== revision) return askForEverybody()
    revision = frame.revision
    const { changed, dropped, left, hasUnknown } = list.apply(frame)
    sink.changed(changed.map(inLocalTime))
    // The server says when they are gone.
    sink.dropped(dropped, Infinity)
    sink.left(left)
    const count = countOf(frame)
    if (count !== undefined) sink.counted(count)
    if (hasUnknown) askForEverybody()
  }

  function inLocalTime({ since, at, ...member }: Member): Member {
    return { ...member, since: since + clockOffset, at: at + clockOffset }
  }

  function leave(nextVersion: number): void {
    version = nextVersion
    void send({ kind: 'leave', channel, ref, version })
    leaves += 1
  }

  function onRefused(frame: RefusedFrame): void {
    if (frame.code === 'expired') return sink.expired()
    // A session that is refused anything but a state is out. The server may still have it in, if it refused a later question.
    if (frame.code !== 'too-large' && awaited !== 'entered') {
      leave(version)
      awaited = 'entered'
      cancelAskingAgain()
    }
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
    if (frame.kind === 'state') return Array.isArray(frame.members) ? onState(frame) : undefined
    if (frame.kind === 'diff') return onDiff(frame)
    // What is for one session says for which one. A server without refs has one session on each link.
    if (frame.ref !== undefined && frame.ref !== ref) return
    if (frame.kind === 'entered') onEntered(frame)
    else if (frame.kind === 'refused') onRefused(frame)
  }

  const unsubscribe = events.on(presenceEvent, onFrame)

  return {
    open(me: Me | null) {
      isBehind = false
      ref = `${session.slice(0, 8)}.${connection.store.getState().openedAt}.${leaves}`
      cancelAskingAgain()
      const asked = me ? enter(me) : watch()
      asked.catch((cause: unknown) => sink.refused(toWireError(cause, 'unknown')))
    },
    async set(me) {
      version = me.version
      const { state, away } = me
      return isDelivered((await send({ kind: 'set', channel, ref, version, state, away })).outcome)
    },
    leave,
    stop() {
      cancelAskingAgain()
      unsubscribe()
    },
  }
}

function countOf({ count }: Pick<StateFrame, 'count'>): number | undefined {
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined
}
