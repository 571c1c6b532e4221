import type { StoreApi } from 'zustand/vanilla'
import type { CloseReason } from '../transport/closeReason'
import { inDevelopment } from '../transport/development'
import type { WireError } from '../transport/error'
import { createGuardedStore } from './guardedStore'
import type { Moves } from './moves'
import { legalMoves, type Status } from './status'

declare const process: { env: { NODE_ENV?: string } }

/** What a connection says about itself. Times are wall times in milliseconds, for people. */
export interface ConnectionState {
  /** Where it is in its life. */
  readonly status: Status
  /** How many attempts in a row have failed; 0 again once a link is open. */
  readonly attempt: number
  /**
   * When the next attempt starts. `null` when no time is planned: one is under way, none will follow, or the connection waits
   * for the page to be shown, or for its transport to mend the link.
   */
  readonly retryAt: number | null
  /** Why it `failed`. */
  readonly error: WireError | null
  /** Why the last link ended. */
  readonly closeReason: CloseReason | null
  /** When the open link opened; `null` while none is open. */
  readonly openedAt: number | null
  /** Whether the last reopening missed nothing; `null` while the transport cannot tell. */
  readonly recovered: boolean | null
  /** What only this kind of transport knows of its open link. */
  readonly details: Readonly<Record<string, unknown>>
  /** Round trip of the last heartbeat that was answered, in milliseconds. */
  readonly latency: number | null
  /** What waits to be sent. */
  readonly queue: QueueState
  /** What the browser believes about the network. Only a hint: it is wrong both ways. */
  readonly online: boolean
  /** More than 5 s without an open link: for banners that do not flicker. */
  readonly lost: boolean
  /** How many messages could not be read or did not match their schema. */
  readonly invalid: number
}

/** What waits to be sent. */
export interface QueueState {
  /** How many messages. */
  readonly count: number
  /** How large they are together. */
  readonly bytes: number
  /** When `send()` was called for the message that waits longest. */
  readonly oldestAt: number | null
  /** How many messages that waited, or were to wait, were dropped or ran out of time since the connection was made. */
  readonly dropped: number
}

/** The part of a zustand store that readers need. */
export type ReadonlyStore<T> = Pick<StoreApi<T>, 'getState' | 'getInitialState' | 'subscribe'>

/** The store of a connection, for the parts that change it. Subscribers are told when the move that changed it is complete. */
export interface State extends ReadonlyStore<ConnectionState> {
  /** Changes everything but the status. */
  set(patch: Partial<ConnectionState>): void
  /**
   * `set` with a new status, and no retry planned unless `patch` says so. A move that `legalMoves` does not know is a
   * bug, and throws during development.
   */
  move(status: Status, patch?: Partial<ConnectionState>): void
}

export const initialState: ConnectionState = {
  status: 'idle',
  attempt: 0,
  retryAt: null,
  error: null,
  closeReason: null,
  openedAt: null,
  recovered: null,
  details: {},
  latency: null,
  queue: { count: 0, bytes: 0, oldestAt: null, dropped: 0 },
  online: true,
  lost: false,
  invalid: 0,
}

export function createState(moves: Moves, failed: (cause: unknown) => void): State {
  const { setState, ...store } = createGuardedStore(initialState, failed, moves)
  return {
    ...store,
    set: setState,
    move(status, patch) {
      inDevelopment(() => process.env.NODE_ENV !== 'production' && checkMove(store.getState().status, status))
      setState({ retryAt: null, ...patch, status })
    },
  }
}

function checkMove(from: Status, to: Status): void {
  if (from === to || legalMoves[from].includes(to)) return
  throw new Error(
    `Expected a status that may follow "${from}", got "${to}". This is a bug of wirehooks: please report it, with the steps that led here.`,
  )
}
