import type {
  CloseReason,
  ConnectionOptions,
  ConnectionState,
  Delivery,
  Message,
  ReadonlyStore,
  Status,
  WireError,
} from 'wirehooks'
import { toTest } from './data'

/** Everything that a mounted component was told, as JSON has it. */
export interface Seen {
  /** Every status from the first effect on, without repetitions. */
  readonly statuses: readonly Status[]
  readonly messages: readonly { readonly event: string; readonly data: unknown }[]
  /** How each link ended. */
  readonly closes: readonly SeenClose[]
  /** `recovered` of every opening; `null` where nobody can tell. */
  readonly openings: readonly (boolean | null)[]
  /** What became of every message that was sent, in the order in which it was known. */
  readonly outcomes: readonly string[]
  /** How many messages wait. */
  readonly queued: number
  readonly online: boolean
}

export interface SeenClose extends Omit<CloseReason, 'error' | 'retryAfter'> {
  /** The code of the error. */
  readonly error?: string
  /** The name of the error that the platform threw. */
  readonly cause?: string
  /** The status of the answer that a server refused with. */
  readonly httpStatus?: number
  readonly willRetry: boolean
}

type Callbacks = Pick<ConnectionOptions, 'onOpen' | 'onClose' | 'onMessage'>

export interface Recorder {
  /** To be spread into the options of a hook. */
  readonly callbacks: Callbacks
  /** Records what becomes of a message that was sent. */
  sent(delivery: Promise<Delivery>): void
  /** Records the state, until the returned function is called. */
  follow(store: ReadonlyStore<ConnectionState>): () => void
  seen(): Promise<Seen>
}

export function createRecorder(): Recorder {
  const statuses: Status[] = []
  const messages: Message[] = []
  const closes: SeenClose[] = []
  const openings: (boolean | null)[] = []
  const outcomes: string[] = []
  let followed: ReadonlyStore<ConnectionState> | undefined

  function add({ status }: ConnectionState): void {
    if (status !== statuses.at(-1)) statuses.push(status)
  }

  return {
    callbacks: {
      onOpen: ({ recovered = null }) => void openings.push(recovered),
      onClose: (reason, willRetry) => void closes.push({ ...withoutError(reason), ...errorOf(reason), willRetry }),
      onMessage: (message) => void messages.push(message),
    },
    sent(delivery) {
      void delivery.then(({ outcome }) => outcomes.push(outcome))
    },
    follow(store) {
      followed = store
      add(store.getState())
      return store.subscribe(add)
    },
    async seen() {
      const all = await Promise.all(messages.map(async ({ event, data }) => ({ event, data: await toTest(data) })))
      const { online = true, queue = { count: 0 } } = followed?.getState() ?? {}
      return { statuses, messages: all, closes, openings, outcomes, online, queued: queue.count }
    },
  }
}

function withoutError({ error: _error, retryAfter: _retryAfter, ...rest }: CloseReason): Omit<CloseReason, 'error'> {
  return rest
}

function errorOf({ error }: CloseReason): Pick<SeenClose, 'error' | 'httpStatus'> {
  if (!error) return {}
  return { error: error.code, ...causeOf(error), ...httpStatusOf(error) }
}

function causeOf({ cause }: WireError): Pick<SeenClose, 'cause'> {
  // Firefox throws some exceptions that are no `Error`.
  const { name } = (cause ?? {}) as { name?: string }
  return name === undefined ? {} : { cause: name }
}

function httpStatusOf({ cause }: WireError): Pick<SeenClose, 'httpStatus'> {
  return cause instanceof Response ? { httpStatus: cause.status } : {}
}
