import { createStore } from 'zustand/vanilla'
import { createFlush } from '../connection/flush'
import type { Holder } from '../connection/lease'
import { createListeners } from '../connection/listeners'
import type { ReadonlyStore } from '../connection/state'
import { systemClock } from '../transport/clock'
import { toWireError, WireError } from '../transport/error'
import { warn } from '../transport/warn'
import { accept, textOf } from './acceptance'
import type { BackendSession, BackendSink, Me, PresenceConnection } from './backend'
import { byProtocol } from './byProtocol'
import { isSame } from './isSame'
import type { PresenceOptions } from './options'
import { createRoster, type Person, type PresenceChange } from './roster'
import { outside, type PresenceState } from './state'
import { createThrottle } from './throttle'

declare const process: { env: { NODE_ENV?: string } }

/** One channel's presence on one connection, for everybody who names it. */
export interface Presence<State extends object = Record<string, unknown>> {
  /** Who is there, as a store of zustand. */
  readonly store: ReadonlyStore<PresenceState<State>>
  /** Changes what this person shares: at once for themselves, for the others as often as `throttle` allows. */
  update(patch: Partial<State>): void
  /** Says whether this person is there in front of the screen; `useAway` finds out by itself. */
  setAway(isAway: boolean): void
  /** Calls `listener` for every real difference among the others, at once; returns what stops it. */
  on(change: PresenceChange, listener: (person: Person<State>) => void): () => void
  /**
   * Lets one more user in; returns what lets them out. The first one enters, the last one leaves, and the options are
   * those of who is in for longest.
   */
  enter(user: Holder<PresenceOptions<State>>): () => void
}

/** How long the other end may take to answer, in milliseconds, before somebody is told. */
const patience = 10_000

interface PresenceParts<State extends object> {
  connection: PresenceConnection
  channel: string
  /** Whose options count before anybody enters. */
  founder: PresenceOptions<State>
}

export function createPresence<State extends object>(parts: PresenceParts<State>): Presence<State> {
  const { connection, channel, founder } = parts
  const { clock = systemClock, backend = byProtocol } = founder
  const listeners = createListeners((cause) => report(toWireError(cause, 'listener')))
  const users = new Set<Holder<PresenceOptions<State>>>()
  let eldest: Holder<PresenceOptions<State>> = { current: founder }
  let status: PresenceState['status'] = 'outside'
  let error: WireError | null = null
  let state = founder.initial
  let isAway = false
  let version = 0
  /** The others were not told of everything yet. */
  let isNews = false
  let key = founder.key
  /** The server may decide on another one. */
  let ownKey = key ?? ''
  let session: BackendSession | undefined
  let unsubscribe = (): void => {}
  let cancelPatience = (): void => {}

  const options = (): PresenceOptions<State> => eldest.current
  const flush = createFlush(clock)
  const store = createStore(() => outside(founder))
  const { self: nobody } = store.getInitialState()

  const roster = createRoster({
    clock,
    accept: (shared) => accept(shared, options()),
    refused: (cause) => report(toWireError(cause, 'invalid-message')),
    tell(change, person) {
      if (person.key !== ownKey) listeners.dispatch({ event: change, data: person })
    },
    touched: show,
  })

  const throttle = createThrottle({
    clock,
    interval: () => Math.min(Math.max(options().throttle ?? 100, 16), 1000),
    async run() {
      if (status === 'present' && !(await session?.set(me()))) said()
    },
  })

  const sink: BackendSink = {
    ...roster,
    replaced(members, grace, self) {
      ownKey = self?.key ?? ownKey
      move('present')
      roster.replaced(members, grace)
      if (isNews) said()
      settle()
    },
    expired: open,
    refused(why) {
      report(why)
      if (status === 'entering' || why.code !== 'too-large') move('refused', why)
      settle()
    },
  }

  function report(error: WireError): void {
    const { onError } = options()
    if (onError) onError(error)
    else if (process.env.NODE_ENV !== 'production') warn(`presence in "${channel}": ${error.message}`)
  }

  function me(): Me {
    isNews = false
    version += 1
    return { version, key: key ?? '', state, away: isAway }
  }

  /** Something about this person is different. */
  function said(): void {
    isNews = key !== null
    if (isNews && status === 'present') throttle.ask()
    // At once, as a field that shows it needs.
    publish()
  }

  function show(): void {
    flush.mark(publish)
    flush.run()
  }

  function publish(): void {
    const before = store.getState()
    const everybody = roster.list() as Person<State>[]
    const others = everybody.filter((person) => person.key !== ownKey)
    const own = everybody.find((person) => person.key === ownKey)
    const isThere = status === 'present' && key !== null
    const ownStatus = isThere ? (isAway ? 'away' : 'online') : 'stale'
    const self = { ...nobody, ...own, key: ownKey, state, status: ownStatus } as Person<State>
    store.setState({
      status,
      error,
      self: isSame(before.self, self) ? before.self : self,
      others: isSame(before.others, others) ? before.others : others,
      count: others.length + (isThere || own ? 1 : 0),
    })
  }

  function move(next: PresenceState['status'], why: WireError | null = null): void {
    cancelPatience()
    status = next
    error = why
    show()
  }

  function open(): void {
    move('entering')
    cancelPatience = clock.after(patience, () => {
      const why = new WireError('timeout', channel)
      report(why)
      move(status, why)
    })
    session?.open(key === null ? null : me())
  }

  function look(isOpen: boolean): void {
    if (isOpen) return open()
    if (status === 'outside') return
    roster.suspend()
    move('outside')
  }

  function start(): void {
    const isOpen = (): boolean => connection.store.getState().status === 'open'
    if (options().key !== key) state = options().initial
    key = options().key
    ownKey = key ?? ''
    session = backend({ connection, channel, clock, sink, grace: () => options().grace ?? 15_000 })
    unsubscribe = connection.store.subscribe((now, before) => {
      if (now.status !== before.status) look(isOpen())
    })
    if (isOpen()) open()
  }

  function stop(): void {
    if (status !== 'outside') session?.leave((version += 1))
    session?.stop()
    session = undefined
    unsubscribe()
    throttle.stop()
    roster.stop()
    move('outside')
  }

  /** After a user came or went. Another key is another person, who begins anew. */
  function settle(): void {
    const [first] = users
    eldest = first ?? eldest
    // An answer that is on its way would say that we still are who we were.
    const isOther = options().key !== key && status !== 'entering'
    if (session && (!first || isOther)) stop()
    if (first && !session) start()
  }

  return {
    store,
    update(patch) {
      const next = { ...state, ...patch }
      if (isSame(state, next)) return
      try {
        textOf(next, options())
      } catch (cause) {
        return report(toWireError(cause, 'cannot-encode'))
      }
      state = next
      said()
    },
    setAway(nowAway) {
      if (nowAway === isAway) return
      isAway = nowAway
      said()
    },
    on: (change, listener) => listeners.on(change, ({ data }) => listener(data as Person<State>)),
    enter(user) {
      users.add(user)
      settle()
      return () => {
        users.delete(user)
        // StrictMode, and one component that gives way to another, leave and enter again at once.
        queueMicrotask(settle)
      }
    },
  }
}
