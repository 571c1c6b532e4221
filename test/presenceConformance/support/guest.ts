import { expect } from 'vitest'
import {
  type Connection,
  type ErrorCode,
  type Person,
  type Presence,
  presenceOf,
  type PresenceChange,
  type PresenceOptions,
  type PresenceState,
} from 'wirehooks/vanilla'
import type { Line } from './house'

/** What everybody in this suite shares. */
export interface Mood {
  turn: number
  text?: string
}

/** A real difference that somebody was told of. */
export type Told = readonly [change: PresenceChange, key: string, turn: number]

/** Somebody with one connection, and everything that they saw. */
export interface Guest extends Line {
  readonly connection: Connection
  readonly presence: Presence<Mood>
  readonly state: PresenceState<Mood>
  /** Everything learned of the others. Those who were there already are in it as if they had joined. */
  readonly log: readonly Told[]
  /** What listeners were told. */
  readonly told: readonly Told[]
  readonly errors: readonly ErrorCode[]
  /** The others at any time, in words: how they looked one after the other. */
  readonly looks: readonly string[]
  /** How often the link has opened. */
  readonly links: number
  other(key: string): Person<Mood> | undefined
  expectStatus(status: PresenceState['status']): void
  /** One more user of the same presence; returns what lets them out. */
  enter(): () => void
  leave(): void
}

export function createGuest(connection: Connection, line: Line, options: PresenceOptions<Mood>): Guest {
  const log: Told[] = []
  const told: Told[] = []
  /** Of whom this guest has learned, in this stay. */
  const known = new Set<string>()
  const errors: ErrorCode[] = []
  const looks = ['']
  let links = 0
  const watched = { ...options, onError: ({ code }: { code: ErrorCode }) => void errors.push(code) }
  const presence = presenceOf(connection, watched)
  const { store } = presence

  function learn(entry: Told): void {
    const [change, key] = entry
    if (change === 'leave') known.delete(key)
    else known.add(key)
    log.push(entry)
  }

  for (const change of ['join', 'update', 'leave'] as const)
    presence.on(change, ({ key, state }) => {
      told.push([change, key, state.turn])
      learn([change, key, state.turn])
    })
  store.subscribe(({ status, others }) => {
    if (others.length === 0) known.clear()
    if (status === 'present') for (const { key, state } of others) if (!known.has(key)) learn(['join', key, state.turn])
    const look = others.map(({ key, status }) => `${key} is ${status}`).join(', ')
    if (look !== looks.at(-1)) looks.push(look)
  })
  connection.store.subscribe(({ status }, before) => {
    if (status === 'open' && before.status !== 'open') links += 1
  })
  const leave = presence.enter({ current: watched })

  return {
    ...line,
    connection,
    presence,
    get state() {
      return store.getState()
    },
    log,
    told,
    errors,
    looks,
    get links() {
      return links
    },
    other: (key) => store.getState().others.find((person) => person.key === key),
    expectStatus: (status) => expect(store.getState().status).toBe(status),
    enter: () => presenceOf(connection, watched).enter({ current: watched }),
    leave() {
      known.clear()
      leave()
    },
  }
}
