import type { Usage } from '../transport/namedRegistry'
import type { ReadonlyStore } from '../connection/connectionState'
import { createFrameBatch } from '../connection/frameBatch'
import { callGuarded } from '../connection/guarded'
import { createGuardedStore } from '../connection/guardedStore'
import type { Holder } from '../connection/holders'
import { createListeners } from '../connection/listeners'
import { createMoves } from '../connection/moves'
import { reportToPlatform } from '../connection/reportToPlatform'
import { systemClock } from '../transport/clock'
import { warn } from '../transport/development'
import { toWireError, type WireError } from '../transport/error'
import { toJSONText } from './acceptance'
import type { PresenceConnection } from './backend'
import { isSame } from './isSame'
import type { PresenceOptions } from './options'
import type { Person, PresenceChange } from './roster'
import { outside, type PresenceState } from './state'
import { createStay, type Stay } from './stay'

declare const process: { env: { NODE_ENV?: string } }

/** One channel's presence on one connection, for everybody who names it. */
export interface Presence<State extends object = Record<string, unknown>> {
  /** Who is there, as a store of zustand. What others do reaches it at most once a frame. */
  readonly store: ReadonlyStore<PresenceState<State>>
  /** Changes what this person shares: at once for themselves, for the others as often as `throttle` allows. */
  update(patch: Partial<State>): void
  /** Says whether this person sits in front of the screen; `useAway` finds out by itself. */
  setAway(isAway: boolean): void
  /** Asks again to be let in, after the server refused: when this person may do more now than they could before. */
  retry(): void
  /**
   * Calls `listener` at once for every real difference among the others; returns what stops it. Who was there before this
   * person came does not join.
   */
  on(change: PresenceChange, listener: (person: Person<State>) => void): () => void
  /**
   * Adds a user; returns what removes them again. The first one enters, the last one leaves, and the options are
   * those of the user that is in for longest.
   */
  enter(user: Holder<PresenceOptions<State>>): () => void
}

const nobody: readonly Person[] = []

/** Everybody, divided into this person and the others. */
interface Divided<State> {
  readonly everybody: readonly Person<State>[]
  readonly ownKey: string
  readonly own: Person<State> | undefined
  readonly others: readonly Person<State>[]
}

interface PresenceParts<State extends object> {
  connection: PresenceConnection
  channel: string
  /** The options that count before anybody enters. */
  firstOptions: PresenceOptions<State>
  /** Told when somebody is in, and when nobody is any more. */
  usage: Usage
}

export function createPresence<State extends object>(parts: PresenceParts<State>): Presence<State> {
  const { connection, channel, firstOptions, usage } = parts
  const { clock = systemClock } = firstOptions
  const moves = createMoves(reportListener)
  const store = createGuardedStore(outside(firstOptions), reportListener, moves)
  const listeners = createListeners(reportListener)
  const batch = createFrameBatch(clock)
  const { self: selfOutside } = store.getInitialState()
  const users = new Set<{ readonly holder: Holder<PresenceOptions<State>> }>()
  /**
   * Whose options count: the user that is in for longest, or the last one to leave; before anybody came,
   * `firstOptions`.
   */
  let first: Holder<PresenceOptions<State>> = { current: firstOptions }
  /** `null` while nobody is in. */
  let stay: Stay | null = null
  let { key, initial: state } = firstOptions
  let isAway = false
  /** Everybody as they were shown last. */
  let shown: Divided<State> | undefined
  /** `update` was called while nobody was in: then the next user's `initial` does not count. */
  let isUpdatedOutside = false

  const options = (): PresenceOptions<State> => first.current

  function report(error: WireError, unheard: () => void): void {
    const { onError } = options()
    moves.tell(() => callGuarded(() => (onError ? onError(error) : unheard()), reportToPlatform))
  }

  function reportListener(cause: unknown): void {
    report(toWireError(cause, 'listener'), () => reportToPlatform(cause))
  }

  function reportProblem(error: WireError): void {
    report(error, () =>
      warn(() => process.env.NODE_ENV !== 'production' && `presence in "${channel}": ${error.message}`),
    )
  }

  /** Something that is shown may be different: readers hear of it at once after a quiet time, or with the next frame. */
  function touch(): void {
    batch.mark(publish)
    moves.tell(batch.run)
  }

  function divide(everybody: readonly Person<State>[], ownKey: string): Divided<State> {
    // In a room of thousands, what this person does costs no look at everybody.
    if (shown?.everybody === everybody && shown.ownKey === ownKey) return shown
    const before = store.getState().others
    const others = everybody.filter((person) => person.key !== ownKey)
    const own = everybody.find((person) => person.key === ownKey)
    shown = { everybody, ownKey, own, others: isSame(before, others) ? before : others }
    return shown
  }

  function publish(): void {
    const before = store.getState()
    const { status, error, ownKey } = stay ?? { status: 'outside', error: null, ownKey: key ?? '' }
    const everybody = (stay?.people() ?? nobody) as readonly Person<State>[]
    const { own, others } = divide(everybody, ownKey)
    const isThere = status === 'present' && key !== null
    const ownStatus = !isThere ? 'stale' : isAway ? 'away' : 'online'
    const self: Person<State> = { ...selfOutside, ...own, key: ownKey, state, status: ownStatus }
    const next: PresenceState<State> = {
      status,
      error,
      self: isSame(before.self, self) ? before.self : self,
      others,
      count: stay?.count ?? others.length + (isThere || own ? 1 : 0),
    }
    if (!isSame(before, next)) store.setState(next, true)
  }

  /** This person sees at once what is different about them, since a field that shows it needs that. */
  function changeOwn(): void {
    stay?.changeOwn()
    moves.tell(publish)
  }

  function start(): void {
    const { key: nextKey, initial } = options()
    if (nextKey !== key || !isUpdatedOutside) state = initial
    key = nextKey
    isUpdatedOutside = false
    usage.begin()
    stay = createStay({
      connection,
      channel,
      clock,
      moves,
      key,
      options,
      own: () => ({ state, away: isAway }),
      onChange: (change, person) => moves.tell(() => listeners.dispatch({ event: change, data: person })),
      onMaybeChanged: touch,
      onAnswered: usersChanged,
      report: reportProblem,
    })
    stay.start()
    moves.tell(publish)
  }

  function stop(ending: Stay): void {
    stay = null
    ending.stop()
    state = options().initial
    usage.end()
    touch()
  }

  /** Somebody came or went, or what had to be waited for is over. */
  function usersChanged(): void {
    const [longest] = users
    if (longest) first = longest.holder
    // Another key is another person, who begins anew. Wait for the server's answer before changing the key: the answer
    // would name the old person.
    const isOtherPerson = options().key !== key && stay?.status !== 'entering'
    if (stay && (!longest || isOtherPerson)) stop(stay)
    if (longest && !stay) start()
  }

  return {
    store,
    update(patch) {
      const next = { ...state, ...patch }
      if (isSame(state, next)) return
      try {
        toJSONText(next, options())
      } catch (cause) {
        return reportProblem(toWireError(cause, 'cannot-encode'))
      }
      state = next
      isUpdatedOutside ||= !stay
      moves.run(changeOwn)
    },
    setAway(isAwayNow) {
      if (isAwayNow === isAway) return
      isAway = isAwayNow
      moves.run(changeOwn)
    },
    retry: () => moves.run(() => stay?.retry()),
    on: (change, listener) => listeners.on(change, ({ data }) => listener(data as Person<State>)),
    enter(holder) {
      const user = { holder }
      users.add(user)
      moves.run(usersChanged)
      return () => {
        users.delete(user)
        // StrictMode, and one component that gives way to another, leave and enter again at once.
        queueMicrotask(() => moves.run(usersChanged))
      }
    },
  }
}
