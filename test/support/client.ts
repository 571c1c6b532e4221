import { WebSocket } from 'ws'
import {
  type CloseReason,
  type Connection,
  type ConnectionOptions,
  createConnection,
  type Message,
  type PerAttempt,
  type Status,
  webSocket,
  type WebSocketOptions,
  type WireError,
} from 'wirehooks/vanilla'
import { createSignal, type Observable, until } from './until'

/** A connection over the `ws` package, and everything it said. */
export interface Client extends Observable {
  readonly connection: Connection
  readonly messages: readonly Message[]
  readonly invalid: readonly WireError[]
  readonly errors: readonly WireError[]
  readonly closes: readonly { reason: CloseReason; willRetry: boolean }[]
  /** Every status it had, without repetitions. */
  readonly statuses: readonly Status[]
  readonly status: Status
  /** Resolves when it has this status. */
  reaches(status: Status, within?: number): Promise<void>
}

export type ClientOptions = ConnectionOptions & WebSocketOptions

/** For tests that are not about how long to wait. */
export const quickly = { initialDelay: 20, maxDelay: 100 }

/** Not started yet. */
export function createClient(url: PerAttempt<string | URL>, options: ClientOptions = {}): Client {
  const signal = createSignal()
  const messages: Message[] = []
  const invalid: WireError[] = []
  const errors: WireError[] = []
  const closes: { reason: CloseReason; willRetry: boolean }[] = []

  const connection = createConnection(webSocket(url, { WebSocket, ...options }), {
    ...options,
    onMessage(message) {
      messages.push(message)
      options.onMessage?.(message)
      signal.notify()
    },
    onInvalid(error) {
      invalid.push(error)
      options.onInvalid?.(error)
      signal.notify()
    },
    onError(error) {
      errors.push(error)
      options.onError?.(error)
      signal.notify()
    },
    onClose(reason, willRetry) {
      closes.push({ reason, willRetry })
      options.onClose?.(reason, willRetry)
      signal.notify()
    },
  })
  const statuses: Status[] = [connection.store.getState().status]
  connection.store.subscribe(({ status }) => {
    if (status !== statuses.at(-1)) statuses.push(status)
    signal.notify()
  })

  return {
    connection,
    messages,
    invalid,
    errors,
    closes,
    statuses,
    get status() {
      return connection.store.getState().status
    },
    subscribe: signal.subscribe,
    async reaches(wanted, within) {
      await until(signal, () => connection.store.getState().status === wanted, within)
    },
  }
}
