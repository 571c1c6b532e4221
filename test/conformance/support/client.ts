import {
  type CloseReason,
  type Connection,
  type ConnectionOptions,
  type ConnectionState,
  createConnection,
  heartbeat,
  type Message,
  type Status,
  type StoringTransport,
  type WireError,
} from 'wirehooks/vanilla'
import { createSignal, type Observable, until } from '../../support/until'
import type { Adapter, Given } from './adapter'

export type ClientOptions = Given & ConnectionOptions

/** A change of the status, the attempt, or the plan to dial again; the plan as milliseconds to wait. */
export type Move = readonly [status: Status, attempt: number, retryIn: number | null]

/** A connection, and everything it said. */
export interface Client extends Observable {
  readonly connection: Connection
  readonly state: ConnectionState
  readonly moves: readonly Move[]
  /** Every status it had, without repetitions. */
  readonly statuses: readonly Status[]
  readonly messages: readonly Message[]
  readonly closes: readonly { reason: CloseReason; willRetry: boolean }[]
  readonly invalid: readonly WireError[]
  readonly errors: readonly WireError[]
  reaches(status: Status): Promise<void>
}

/** For tests that are not about how long to wait. */
export const quickly = { initialDelay: 20, maxDelay: 100 }

/** Not started yet. */
export function createClient(adapter: Adapter, url: string, options: ClientOptions = {}): Client {
  const { patience, wrappers = [], clock } = options
  const signal = createSignal()
  const messages: Message[] = []
  const closes: Client['closes'][number][] = []
  const invalid: WireError[] = []
  const errors: WireError[] = []
  // Does nothing to a transport that notices by itself.
  const watch = patience === undefined ? [] : [heartbeat({ interval: patience * 0.6, timeout: patience * 0.4 })]

  // The suite also sends over those that only receive, to see that they refuse.
  const connection = createConnection(adapter.transport(url, options) as StoringTransport, {
    ...options,
    wrappers: [...wrappers, ...watch],
    onMessage(message) {
      messages.push(message)
      options.onMessage?.(message)
      signal.notify()
    },
    onInvalid(error) {
      invalid.push(error)
      signal.notify()
    },
    onError(error) {
      errors.push(error)
      signal.notify()
    },
    onClose(reason, willRetry) {
      closes.push({ reason, willRetry })
      signal.notify()
    },
  })

  const { store } = connection
  const now = (): number => clock?.date() ?? Date.now()
  const moveOf = ({ status, attempt, retryAt }: ConnectionState): Move => [status, attempt, retryAt && retryAt - now()]
  const moves: Move[] = [moveOf(store.getState())]
  store.subscribe((state, before) => {
    const isMove =
      state.status !== before.status || state.attempt !== before.attempt || state.retryAt !== before.retryAt
    if (isMove) moves.push(moveOf(state))
    signal.notify()
  })

  return {
    connection,
    get state() {
      return store.getState()
    },
    moves,
    get statuses() {
      return moves.map(([status]) => status).filter((status, index, all) => status !== all[index - 1])
    },
    messages,
    closes,
    invalid,
    errors,
    subscribe: signal.subscribe,
    async reaches(status) {
      await until(signal, () => store.getState().status === status)
    },
  }
}
