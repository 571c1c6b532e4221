import { del, get, set } from 'idb-keyval'
import {
  handshake,
  heartbeat,
  type HeartbeatOptions,
  rateLimit,
  type RateLimitOptions,
  raw,
  stored,
  text,
  webStorage,
  type Wrapper,
} from 'wirehooks'

/** What a test can ask of a component, as JSON has it: the options of its hook, and names for those that are functions. */
export interface ProbeOptions {
  /** Wraps it into `StrictMode`. */
  readonly isStrict?: boolean
  readonly codec?: 'raw' | 'text'
  readonly storage?: 'localStorage' | 'IndexedDB'
  /** The token that a handshake sends as the event `AUTH`, before it waits for the event `READY`. */
  readonly token?: string
  readonly rateLimit?: RateLimitOptions
  readonly heartbeat?: Pick<HeartbeatOptions, 'interval' | 'timeout'>
  /** The options of the hook that are plain data. */
  readonly plain?: object
}

const codecs = { raw, text }

const storages = {
  localStorage: () => stored(webStorage()),
  IndexedDB: () => stored({ get, set, del }),
}

/** The options that the hook gets. */
export function hookOptions(options: ProbeOptions): object {
  const { codec, storage, plain } = options
  return {
    ...plain,
    wrappers: wrappersOf(options),
    ...(codec && { codec: codecs[codec]() }),
    ...(storage && { outbox: { storage: storages[storage]() } }),
  }
}

/** In the order that the README asks for. */
function wrappersOf({ token, rateLimit: limits, heartbeat: beats }: ProbeOptions): Wrapper[] {
  const wrappers: Wrapper[] = []
  if (token !== undefined) wrappers.push(signIn(token))
  if (limits) wrappers.push(rateLimit(limits))
  if (beats) wrappers.push(heartbeat(beats))
  return wrappers
}

function signIn(token: string): Wrapper {
  return handshake(async ({ emit, next }) => {
    emit('AUTH', token)
    await next('READY')
  })
}
