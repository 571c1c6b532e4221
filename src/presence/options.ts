import type { Clock } from '../transport/clock'
import type { WireError } from '../transport/error'
import type { Acceptance } from './acceptance'
import type { PresenceBackend } from './backend'

/** Who somebody is in a channel, and how they take part. */
export interface PresenceOptions<State extends object = Record<string, unknown>> extends Acceptance<State> {
  /**
   * Which channel of the connection. On Supabase there is one for each connection, the topic, so the name changes nothing.
   * @default 'main'
   */
  channel?: string | undefined
  /** Who this is: several connections with the same key are one person. `null` sees the others without being there. */
  key: string | null
  /**
   * The state that is shared at first: plain data, as JSON has it. It is read when the first user enters, and again when
   * that user's `key` changes; not when `update` was called before anybody entered.
   */
  initial: State
  /**
   * Milliseconds between two updates that are sent, 16 to 1000. Only the newest of the updates in between is sent.
   * @default 100
   */
  throttle?: number | undefined
  /**
   * Milliseconds that somebody whose link broke is kept, where the server leaves that to its clients (Supabase).
   * @default 15000
   */
  grace?: number | undefined
  /**
   * How the other end keeps who is there. Read when the first user enters.
   * @default the presence protocol of wirehooks (PROTOCOL.md)
   */
  backend?: PresenceBackend | undefined
  /**
   * Called with what went wrong: a state that is too large or does not match, one's own or another's; a server that refuses
   * or does not answer; a listener that threw.
   * @default development builds warn; what a listener threw goes to the platform's `reportError`
   */
  onError?: ((error: WireError) => void) | undefined
  /** Time and chance, for tests. Read once. */
  clock?: Clock | undefined
}
