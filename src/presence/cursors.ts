import { createStore } from 'zustand/vanilla'
import type { ReadonlyStore } from '../connection/state'
import type { Clock } from '../transport/clock'
import type { PresenceState } from './state'
import type { Person } from './roster'

/** A place, in whatever unit people agree on. */
export interface Point {
  /** From the left. */
  readonly x: number
  /** From the top. */
  readonly y: number
}

/** What people share whose cursors are shown; `null` while theirs is elsewhere. */
export interface HasCursor {
  /** Where it is. */
  readonly cursor?: Point | null
}

/** Somebody's cursor, where it is to be drawn now. */
export interface Cursor<State = HasCursor> extends Point {
  /** Whose it is. */
  readonly person: Person<State>
}

/** Cursors that glide from one update to the next. */
export interface Cursors<State> {
  readonly store: ReadonlyStore<readonly Cursor<State>[]>
  /** Follows the others; returns what stops that. */
  follow(): () => void
}

interface CursorsParts<State> {
  presence: ReadonlyStore<PresenceState<State>>
  clock: Pick<Clock, 'now' | 'frame'>
  /** How long a cursor takes to where it was said to be, in milliseconds. */
  glide(): number
}

interface Flight {
  from: Point
  to: Point
  startedAt: number
}

export function createCursors<State extends HasCursor>({
  presence,
  clock,
  glide,
}: CursorsParts<State>): Cursors<State> {
  const store = createStore<readonly Cursor<State>[]>(() => [])
  const flights = new Map<string, Flight>()
  let isFollowing = false
  let isFlying = false

  function aim(): void {
    const { others } = presence.getState()
    const visible = new Set<string>()
    for (const { key, state } of others) {
      const to = state.cursor
      if (!to) continue
      visible.add(key)
      const flight = flights.get(key)
      if (flight?.to.x === to.x && flight.to.y === to.y) continue
      // Who comes, or comes back, is there at once.
      flights.set(key, { from: flight ? at(flight) : to, to, startedAt: clock.now() })
    }
    for (const key of flights.keys()) if (!visible.has(key)) flights.delete(key)
    draw()
  }

  function progress({ startedAt }: Flight): number {
    const duration = glide()
    return duration > 0 ? Math.min(1, (clock.now() - startedAt) / duration) : 1
  }

  function at(flight: Flight): Point {
    const { from, to } = flight
    const way = progress(flight)
    return { x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way }
  }

  function draw(): void {
    const cursors: Cursor<State>[] = []
    for (const person of presence.getState().others) {
      const flight = flights.get(person.key)
      if (flight) cursors.push({ ...at(flight), person })
    }
    store.setState(cursors, true)
    if (isFlying || ![...flights.values()].some((flight) => progress(flight) < 1)) return
    isFlying = true
    clock.frame(() => {
      isFlying = false
      if (isFollowing) draw()
    })
  }

  return {
    store,
    follow() {
      isFollowing = true
      const unsubscribe = presence.subscribe((now, before) => {
        if (now.others !== before.others) aim()
      })
      aim()
      return () => {
        isFollowing = false
        unsubscribe()
      }
    },
  }
}
