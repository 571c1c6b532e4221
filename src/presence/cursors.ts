import type { ReadonlyStore } from '../connection/connectionState'
import { createGuardedStore } from '../connection/guardedStore'
import { reportToPlatform } from '../connection/reportToPlatform'
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

/** The part of a shared state that `useCursors` reads. */
export interface HasCursor {
  /** Where the cursor is; `null` or missing while it is elsewhere. */
  readonly cursor?: Point | null | undefined
}

/** Somebody's cursor, where it is to be drawn now. */
export interface Cursor<State = HasCursor> extends Point {
  /** Whose it is. */
  readonly person: Person<State>
}

/** The cursors of the others, which glide from one update to the next. */
export interface Cursors<State> {
  /** In the order of the people; nothing changes in it before `follow`. */
  readonly store: ReadonlyStore<readonly Cursor<State>[]>
  /** Moves the cursors as the others move them; returns what stops that. */
  follow(): () => void
}

interface CursorsParts<State> {
  presence: ReadonlyStore<PresenceState<State>>
  clock: Pick<Clock, 'now' | 'frame'>
  /** How long a cursor takes to arrive where it was last said to be, in milliseconds. */
  glide(): number
}

/** The way of one cursor to where it was last said to be. */
interface Glide {
  from: Point
  to: Point
  startedAt: number
}

/** What others share may be anything, unless `validate` looks at it. */
function isPoint(value: unknown): value is Point {
  const { x, y } = Object(value) as Partial<Point>
  return Number.isFinite(x) && Number.isFinite(y)
}

export function createCursors<State extends HasCursor>({
  presence,
  clock,
  glide,
}: CursorsParts<State>): Cursors<State> {
  const store = createGuardedStore<readonly Cursor<State>[]>([], reportToPlatform)
  /** By the key of their person. */
  const glides = new Map<string, Glide>()
  let isFollowing = false
  let isFrameRequested = false

  function updateTargets(): void {
    const { others } = presence.getState()
    const withCursor = new Set<string>()
    for (const { key, state } of others) {
      const { cursor: to } = state
      if (!isPoint(to)) continue
      withCursor.add(key)
      const current = glides.get(key)
      if (current?.to.x === to.x && current.to.y === to.y) continue
      // A cursor that was not there before does not glide from anywhere.
      glides.set(key, { from: current ? placeOf(current) : to, to, startedAt: clock.now() })
    }
    for (const key of glides.keys()) if (!withCursor.has(key)) glides.delete(key)
    draw()
  }

  /** 0 where it begins, 1 where it ends. */
  function progressOf({ startedAt }: Glide): number {
    const duration = glide()
    return duration > 0 ? Math.min(1, (clock.now() - startedAt) / duration) : 1
  }

  function placeOf(current: Glide): Point {
    const { from, to } = current
    const progress = progressOf(current)
    // The difference of two points may be too large for a number.
    const between = (start: number, end: number): number => start * (1 - progress) + end * progress
    return { x: between(from.x, to.x), y: between(from.y, to.y) }
  }

  /** Draws every frame until all cursors have arrived. */
  function draw(): void {
    const cursors: Cursor<State>[] = []
    for (const person of presence.getState().others) {
      const current = glides.get(person.key)
      if (current) cursors.push({ ...placeOf(current), person })
    }
    store.setState(cursors, true)
    const isMoving = [...glides.values()].some((current) => progressOf(current) < 1)
    if (!isMoving || isFrameRequested) return
    isFrameRequested = true
    clock.frame(() => {
      isFrameRequested = false
      if (isFollowing) draw()
    })
  }

  return {
    store,
    follow() {
      isFollowing = true
      const unsubscribe = presence.subscribe((now, before) => {
        if (now.others !== before.others) updateTargets()
      })
      updateTargets()
      return () => {
        isFollowing = false
        unsubscribe()
      }
    },
  }
}
