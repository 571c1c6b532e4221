import { del, get, set } from 'idb-keyval'
import { heartbeat, type HeartbeatOptions, raw, stored, text, webStorage } from 'wirehooks'

/** What a test can ask of a component, as JSON has it: the options of its hook, and names for those that are functions. */
export interface ProbeOptions {
  /** Wraps it into `StrictMode`. */
  readonly isStrict?: boolean
  readonly codec?: 'raw' | 'text'
  readonly storage?: 'localStorage' | 'IndexedDB'
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
export function hookOptions({ codec, storage, heartbeat: beats, plain }: ProbeOptions): object {
  return {
    ...plain,
    ...(codec && { codec: codecs[codec]() }),
    ...(beats && { wrappers: [heartbeat(beats)] }),
    ...(storage && { outbox: { storage: storages[storage]() } }),
  }
}
