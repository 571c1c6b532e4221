import type { ConnectionState, ReadonlyStore } from '../connection/connectionState'
import type { AnyEvents, NameOf } from '../connection/events'
import { createGuardedStore } from '../connection/guardedStore'
import { createHolders } from '../connection/holders'
import { createMoves } from '../connection/moves'
import { reportToPlatform } from '../connection/reportToPlatform'
import type { Delivery } from '../transport/delivery'
import { isWireError, toWireError, type WireError } from '../transport/error'
import { checkArrival } from './arrival'
import { createNamedRegistry, type Usage } from '../transport/namedRegistry'

/**
 * How to join or leave a room: the name of an event, which is sent with the name of the room as its data; or a function,
 * which may wait for the server's answer.
 */
export type RoomCall<Out extends object = AnyEvents, Answer = unknown> =
  | NameOf<Out>
  | ((room: string) => Answer | Promise<Answer>)

/** How a room is joined and left. */
export interface RoomOptions<Out extends object = AnyEvents, Answer = unknown> {
  /**
   * Called every time the connection opens: after `onOpen`, and before the messages that wait. The server refused when the
   * function throws or its promise rejects. Where an event, or what the function gives, ends in a `Delivery`, that decides:
   * a message that was not `sent`, `acked` or `duplicate` did not join the room.
   * @default 'join'
   */
  join?: RoomCall<Out, Answer> | undefined
  /**
   * Called when the last user leaves while the connection is open. On a connection that is not open nothing is to be left.
   * @default 'leave'
   */
  leave?: RoomCall<Out> | undefined
}

/** What became of joining a room. */
export interface RoomState<Answer = unknown> {
  /**
   * `outside` while nobody wants to be in it or the connection is not open, also when the link breaks before the server
   * has answered; `joining` until it has; then `joined`, or `refused` until the connection opens again.
   */
  readonly status: 'outside' | 'joining' | 'joined' | 'refused'
  /** While it is `joined`: what `join` resolved to; where `join` is an event, its `Delivery`. */
  readonly answer: Answer | undefined
  /** Why it was refused. */
  readonly error: WireError | null
}

/** The part of a connection that a room needs. */
export interface RoomConnection {
  /** Sends an event. */
  emit(event: never, ...data: never[]): Promise<Delivery>
  /** Where `emit` takes all arguments of an event, as over Socket.IO: the same with options. */
  with?(options: { signal: AbortSignal }): { emit(event: never, ...data: never[]): Promise<Delivery> }
  /** Tells when it opens. */
  readonly store: ReadonlyStore<ConnectionState>
}

/** What has rooms: what a hook returned, or a connection. */
export interface RoomSource extends RoomConnection {
  /** The connection, of what a hook returned. */
  readonly connection?: RoomConnection
}

/** The events that a connection sends, by name alone. */
export type RoomEvents<Source extends RoomConnection> = Record<Parameters<Source['emit']>[0] & string, never>

/** A room that the server knows by its name. */
export interface Room<Out extends object = AnyEvents, Answer = unknown> {
  /** What became of joining it, as a store of zustand. */
  readonly store: ReadonlyStore<RoomState<Answer>>
  /**
   * Adds a user; returns what removes them again. The first one joins, the last one leaves. The options are those of
   * the user that is in for longest; they are asked for whenever they are needed.
   */
  enter(options: () => RoomOptions<Out, Answer>): () => void
}

const outside: RoomState<never> = { status: 'outside', answer: undefined, error: null }
const joining: RoomState<never> = { ...outside, status: 'joining' }

/** By the store of their connection, which is the same for everything that is made of a connection. */
const rooms = /* @__PURE__ */ createNamedRegistry<Room>('rooms 1')

/**
 * The one room of this name on a connection, for everybody who names it. It does nothing before somebody enters, and is
 * forgotten when nobody is in it and nobody holds it.
 *
 * @example
 * const exit = roomOf(connection, 'lobby').enter(() => ({ join: (name) => connection.request('JOIN', name) }))
 */
export function roomOf<Source extends RoomConnection, Answer = unknown>(
  connection: Source,
  name: string,
): Room<RoomEvents<Source>, Answer> {
  // Nothing checks at run time which events it sends, and what the server answers: the cast trusts the caller.
  return rooms.get(connection.store, name, (usage) => createRoom(connection, name, usage)) as unknown as Room<
    RoomEvents<Source>,
    Answer
  >
}

/** The room of a hook that names none: it stays outside. */
export const noRoom: Room<never, never> = {
  store: { getState: () => outside, getInitialState: () => outside, subscribe: () => () => {} },
  enter: () => () => {},
}

function createRoom(connection: RoomConnection, name: string, usage: Usage): Room {
  const moves = createMoves(reportToPlatform)
  const store = createGuardedStore<RoomState>(outside, reportToPlatform, moves)
  const users = createHolders<RoomOptions>({ current: {} })
  /** Somebody came, and the room has not been left since. */
  let isInUse = false
  let stopFollowing = (): void => {}
  /** Goes up when the link ends or the room is left: an older answer is ignored. */
  let generation = 0

  const isOpen = (): boolean => connection.store.getState().status === 'open'

  async function join(): Promise<void> {
    generation += 1
    const asked = generation
    store.setState(joining, true)
    const next = await answered()
    if (asked === generation) store.setState(next, true)
  }

  /** The state that the server's answer, or what became of the message to it, leads to. */
  async function answered(): Promise<RoomState> {
    try {
      const answer = await call(connection, name, users.current().join ?? 'join')
      checkArrival(answer, `that joins the room "${name}"`)
      return { status: 'joined', answer, error: null }
    } catch (cause) {
      return { status: 'refused', answer: undefined, error: toWireError(cause, 'rejected') }
    }
  }

  function goOutside(): void {
    generation += 1
    if (store.getState() !== outside) store.setState(outside, true)
  }

  async function leave(): Promise<void> {
    try {
      await call(connection, name, users.current().leave ?? 'leave')
    } catch (cause) {
      // A refusal, or a link that broke, concerns nobody any more; anything else is a bug.
      if (!isWireError(cause)) reportToPlatform(cause)
    }
  }

  function follow(now: ConnectionState, before: ConnectionState): void {
    // Older news: the connection is in another state by now, which `follow` hears of next.
    const isOutdated = now.status !== connection.store.getState().status
    if (now.status === before.status || isOutdated) return
    moves.run(() => {
      if (isInUse && isOpen()) void join()
      else goOutside()
    })
  }

  function start(): void {
    if (isInUse) return
    isInUse = true
    usage.begin()
    stopFollowing = connection.store.subscribe(follow)
    if (isOpen()) void join()
  }

  function leaveIfEmpty(): void {
    if (users.status === 'held' || !isInUse) return
    isInUse = false
    stopFollowing()
    // The server did not let a refused one in: there is nothing to leave.
    const mayBeInside = store.getState().status !== 'refused'
    goOutside()
    if (mayBeInside && isOpen()) void leave()
    usage.end()
  }

  return {
    store,
    enter(options) {
      const user = {
        get current() {
          return options()
        },
      }
      users.add(user)
      moves.run(start)
      return () => {
        users.remove(user)
        // StrictMode, and a list of rooms that changes, leave and enter again at once: the server should not notice.
        queueMicrotask(() => moves.run(leaveIfEmpty))
      }
    },
  }
}

/** Joins or leaves, over the link that is open now. */
async function call(connection: RoomConnection, name: string, how: RoomCall): Promise<unknown> {
  if (typeof how !== 'string') return how(name)
  // Where it still waits when the link ends, it is taken back: over the next link it would come at the wrong time.
  const linkEnded = new AbortController()
  const stop = connection.store.subscribe(() => {
    if (connection.store.getState().status !== 'open') linkEnded.abort()
  })
  try {
    return await emit(connection, how, name, linkEnded.signal)
  } finally {
    stop()
  }
}

function emit(connection: RoomConnection, event: string, name: string, signal: AbortSignal): Promise<Delivery> {
  // Over Socket.IO, options would be one more argument of the event.
  if (connection.with) return connection.with({ signal }).emit(event as never, name as never)
  return connection.emit(event as never, name as never, { signal } as never)
}
