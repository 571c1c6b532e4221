import { createStore } from 'zustand/vanilla'
import type { ConnectionState, ReadonlyStore } from '../connection/state'
import { toWireError, type WireError } from '../transport/error'

/** How to enter or leave a room: the event that says so, or a function that may wait for the server's answer. */
export type RoomCall = string | ((room: string) => unknown)

/** How a room is entered and left. */
export interface RoomOptions {
  /**
   * Said every time the connection opens, ahead of what waits. A function that rejects was refused.
   * @default 'join'
   */
  join?: RoomCall
  /**
   * Said when the last user leaves an open connection.
   * @default 'leave'
   */
  leave?: RoomCall
}

/** What became of entering a room. */
export interface RoomState {
  /** `outside` while the connection is not open; `refused` until it opens again. */
  readonly status: 'outside' | 'joining' | 'joined' | 'refused'
  /** What `join` resolved to. */
  readonly answer: unknown
  /** Why it was refused. */
  readonly error: WireError | null
}

/** The part of a connection that a room needs. */
export interface RoomConnection {
  /** Sends an event. */
  emit(event: never, ...data: never[]): unknown
  /** Tells when it opens. */
  readonly store: ReadonlyStore<ConnectionState>
}

/** What has rooms: what a hook returned, or a connection. */
export interface RoomSource extends RoomConnection {
  /** The connection, of what a hook returned. */
  readonly connection?: RoomConnection
}

/** A room that somebody is in. */
export interface Room {
  /** What became of entering it, as a store of zustand. */
  readonly store: ReadonlyStore<RoomState>
  /**
   * Lets one more user in; returns what lets them out. The first one joins, the last one leaves, and the options are
   * those of who is in for longest.
   */
  enter(options: () => RoomOptions): () => void
}

const outside: RoomState = { status: 'outside', answer: undefined, error: null }

/** By the store of their connection. */
const houses = /* @__PURE__ */ new WeakMap<object, Map<string, Room>>()

/** The one room of this name on a connection. */
export function roomOf(connection: RoomConnection, name: string): Room {
  const house = houses.get(connection.store) ?? new Map<string, Room>()
  houses.set(connection.store, house)
  const room = house.get(name) ?? createRoom(connection, name)
  house.set(name, room)
  return room
}

function createRoom(connection: RoomConnection, name: string): Room {
  const store = createStore<RoomState>(() => outside)
  const users = new Set<{ options(): RoomOptions }>()
  let eldest: { options(): RoomOptions }
  let stop: (() => void) | undefined
  /** An answer to what was asked on an earlier link says nothing of this one. */
  let turn = 0

  function call(how: RoomCall): unknown {
    return typeof how === 'string' ? connection.emit(how as never, name as never) : how(name)
  }

  async function join(mine: number): Promise<void> {
    let next: RoomState
    store.setState({ ...outside, status: 'joining' })
    try {
      next = { status: 'joined', answer: await call(eldest.options().join ?? 'join'), error: null }
    } catch (cause) {
      next = { ...outside, status: 'refused', error: toWireError(cause, 'rejected') }
    }
    if (mine === turn) store.setState(next)
  }

  function look({ status }: ConnectionState): void {
    turn += 1
    if (status === 'open') void join(turn)
    else store.setState(outside)
  }

  async function leave(): Promise<void> {
    stop?.()
    stop = undefined
    turn += 1
    store.setState(outside)
    if (connection.store.getState().status === 'open') await call(eldest.options().leave ?? 'leave')
  }

  return {
    store,
    enter(options) {
      const user = { options }
      users.add(user)
      ;[eldest = user] = users
      if (!stop) {
        stop = connection.store.subscribe((now, before) => {
          if (now.status !== before.status) look(now)
        })
        look(connection.store.getState())
      }
      return () => {
        users.delete(user)
        ;[eldest = user] = users
        // StrictMode, and a list of rooms that changes, leave and enter again at once.
        queueMicrotask(() => {
          // Whoever has left does not hear that the server would not let them.
          if (users.size === 0 && stop) leave().catch(() => {})
        })
      }
    },
  }
}
