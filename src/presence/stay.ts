import type { ConnectionState } from '../connection/connectionState'
import type { Moves } from '../connection/moves'
import type { Member } from '../protocol/presence'
import type { Clock } from '../transport/clock'
import { toWireError, WireError } from '../transport/error'
import { accept } from './acceptance'
import type { BackendSink, Me, PresenceConnection, Self } from './backend'
import { byProtocol } from './byProtocol'
import type { PresenceOptions } from './options'
import { createRoster, type Person, type PresenceChange } from './roster'
import type { PresenceState } from './state'
import { onPageLeft } from './pageLeave'
import { createThrottle } from './throttle'

declare const process: { env: { NODE_ENV?: string } }

/** One stay in a channel as one person: from the first user to the last, over all links in between. */
export interface Stay {
  readonly status: PresenceState['status']
  /** Why the server refused, or that it does not answer. */
  readonly error: WireError | null
  /** Who this person is to the server, which may decide on another key. */
  readonly ownKey: string
  /** Everybody who is there, this person included. */
  people(): readonly Person[]
  /** How many people there are, where the server tells of some of them only. */
  readonly count: number | undefined
  start(): void
  /** Something about this person is different: the server is told, as often as the throttle allows. */
  changeOwn(): void
  /** Asks again to be let in, after the server refused. */
  retry(): void
  /** Leaves. Nothing is heard of the stay after that. */
  stop(): void
}

interface StayParts {
  connection: PresenceConnection
  channel: string
  clock: Clock
  moves: Moves
  /** Who this person is; `null` only looks on. */
  key: string | null
  /** Asked anew whenever one of them is needed, but for `key` and `initial`. */
  options(): PresenceOptions<object>
  /** What this person shares now. */
  own(): Pick<Me, 'state' | 'away'>
  /** Somebody else came, changed or left. */
  onChange(change: PresenceChange, person: Person): void
  /** Anything that is shown may have changed. */
  onMaybeChanged(): void
  /** The wait for the server's answer is over: it came, or the link ended. */
  onAnswered(): void
  report(error: WireError): void
}

/** How long the server may take to let somebody in before that is told, in milliseconds. */
const answerTimeoutMs = 10_000
/** Until somebody asks again whom the server has forgotten while they asked to be let in, in milliseconds. */
const reenterAfterMs = 1000

export function createStay(parts: StayParts): Stay {
  const { connection, channel, clock, moves, key, options, own, onMaybeChanged, onAnswered, report } = parts
  let status: Stay['status'] = 'outside'
  let error: WireError | null = null
  let ownKey = key ?? ''
  let version = 0
  /** Something about this person is not on its way to the server yet. */
  let hasNews = false
  /** A list has come in this stay: who is not in it and is in the next one has come meanwhile. */
  let hasList = false
  /** Those in the first list were there before this stay began, so they do not join. */
  let isReadingFirstList = false
  /** When the first list came: wall time in milliseconds. */
  let listedAt = 0
  let count: number | undefined
  let isOver = false
  let stopFollowing = (): void => {}
  let stopHearingPage = (): void => {}
  let cancelAnswerTimeout = (): void => {}
  let cancelReentry = (): void => {}

  const isOpen = (): boolean => connection.store.getState().status === 'open'
  const after: Clock['after'] = (delay, run) => clock.after(delay, () => change(run))

  const roster = createRoster({
    clock: { now: clock.now, after },
    accept: (state) => accept(state, options()),
    onRefused: (cause) => report(toWireError(cause, 'invalid-message')),
    onChange(change, person) {
      if (person.key !== ownKey && !isReadingFirstList && !isNewToUsAlone(change, person))
        parts.onChange(change, person)
    },
    onMaybeChanged,
  })

  const throttle = createThrottle({
    clock,
    interval: () => Math.min(Math.max(options().throttle ?? 100, 16), 1000),
    run: sendOwn,
  })

  /** Everything that comes from outside is a move of its own, and means nothing after the stay is over. */
  function change(run: () => void): void {
    moves.run(() => {
      if (!isOver) run()
    })
  }

  const sink: BackendSink = {
    replaced: (members, grace, self, people) => change(() => replaced(members, grace, self, people)),
    counted: (people) => change(() => counted(people)),
    changed: (members) => change(() => roster.changed(members)),
    left: (marks) => change(() => roster.left(marks)),
    dropped: (marks, grace) => change(() => roster.dropped(marks, grace)),
    alive(marks, ttl) {
      let areAllKnown = true
      change(() => {
        areAllKnown = roster.alive(marks, ttl)
      })
      return areAllKnown
    },
    expired: () => change(expired),
    refused: (why) => change(() => refused(why)),
  }

  const grace = (): number => options().grace ?? 15_000
  const { backend = byProtocol } = options()
  const session = backend({ connection, channel, clock, sink, grace })

  function move(next: Stay['status'], why: WireError | null = null): void {
    cancelAnswerTimeout()
    cancelReentry()
    status = next
    error = why
    onMaybeChanged()
  }

  function open(): void {
    move('entering')
    cancelAnswerTimeout = after(answerTimeoutMs, reportNoAnswer)
    session.open(key === null ? null : me(key))
  }

  /** What is told to the server now. */
  function me(key: string): Me {
    hasNews = false
    version += 1
    return { ...own(), key, version }
  }

  function expired(): void {
    if (status !== 'entering') return open()
    // A server that does not take the answer to its own question either is not asked without a pause.
    cancelReentry()
    cancelReentry = after(reenterAfterMs, open)
  }

  function changeOwn(): void {
    hasNews = key !== null
    if (hasNews && status === 'present') throttle.ask()
    // The state that was refused is another one now.
    if (error?.code === 'too-large') retry()
  }

  function retry(): void {
    if (status === 'refused') open()
  }

  async function sendOwn(): Promise<void> {
    if (status !== 'present' || key === null) return
    try {
      const isSent = await session.set(me(key))
      if (!isSent) change(changeOwn)
    } catch (cause) {
      // It goes with the next update, or over the next link: to try again at once could fail for ever.
      hasNews = true
      report(toWireError(cause, 'unknown'))
    }
  }

  function reportNoAnswer(): void {
    const why = new WireError(
      'timeout',
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected the server to say within ${answerTimeoutMs} ms who is in the channel "${channel}", got no answer. Check that it speaks the presence protocol (PROTOCOL.md), or name the "backend" that it has.`,
    )
    report(why)
    move(status, why)
  }

  function replaced(members: Iterable<Member>, grace: number, self?: Self, people?: number): void {
    count = people
    ownKey = self?.key ?? ownKey
    move('present')
    isReadingFirstList = !hasList
    if (!hasList) listedAt = clock.date()
    roster.replaced(members, grace)
    isReadingFirstList = false
    hasList = true
    if (hasNews) changeOwn()
    onAnswered()
  }

  function counted(people: number): void {
    count = people
    onMaybeChanged()
  }

  /** Of very many, the server shows some: somebody who was there before this stay began takes the place of one who is gone. */
  function isNewToUsAlone(change: PresenceChange, { since }: Person): boolean {
    return change === 'join' && count !== undefined && since < listedAt
  }

  function refused(why: WireError): void {
    // The link has ended since: the next one asks anew.
    if (status === 'outside') return
    report(why)
    // A person who is in stays in, with the last state that the server took.
    if (status === 'entering' || why.code !== 'too-large') {
      // What is not heard of any more would be shown for ever, and may be none of their business now.
      roster.stop()
      hasList = false
      count = undefined
      move('refused', why)
    }
    onAnswered()
  }

  function suspend(): void {
    if (status === 'outside') return
    roster.suspend()
    move('outside')
    onAnswered()
  }

  /** Tells the server that this person is gone, if they are there. */
  function leave(): void {
    version += 1
    if (status !== 'outside' && isOpen()) session.leave(version)
  }

  function follow(now: ConnectionState, before: ConnectionState): void {
    // A listener that was told before this one may have closed the connection: then what it is now counts.
    if (now.status === before.status || now.status !== connection.store.getState().status) return
    change(() => {
      if (isOpen()) open()
      else suspend()
    })
  }

  return {
    get status() {
      return status
    },
    get error() {
      return error
    },
    get ownKey() {
      return ownKey
    },
    people: roster.list,
    get count() {
      return count
    },
    start() {
      stopFollowing = connection.store.subscribe(follow)
      stopHearingPage = onPageLeft(leave)
      if (isOpen()) open()
    },
    changeOwn,
    retry,
    stop() {
      isOver = true
      leave()
      session.stop()
      stopFollowing()
      stopHearingPage()
      cancelAnswerTimeout()
      cancelReentry()
      throttle.stop()
      roster.stop()
    },
  }
}
