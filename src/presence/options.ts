import type { Clock } from '../transport/clock'
import type { WireError } from '../transport/error'
import type { Acceptance } from './acceptance'
import type { PresenceBackend } from './backend'

/** Who somebody is in a channel, and how they take part. */
export interface PresenceOptions<State extends object = Record<string, unknown>> extends Acceptance<State> {
  /**
   * Which channel of the connection. On Supabase there is one, the topic.
   * @default 'main'
   */
  channel?: string
  /** Who this is: several connections with one key are one person. `null` looks on without being there. */
  key: string | null
  /** What is shared at first; read once, and again for another key. Plain data, as JSON has it. */
  initial: State
  /**
   * Milliseconds between two updates that are sent, 16 to 1000; of those between, the newest counts.
   * @default 100
   */
  throttle?: number
  /**
   * Milliseconds somebody whose link broke is kept, where the server leaves that to its clients.
   * @default 15000
   */
  grace?: number
  /**
   * How the other end keeps who is there. Read once.
   * @default the presence protocol of wirehooks (PROTOCOL.md)
   */
  backend?: PresenceBackend
  /**
   * A state that is too large or does not match, ours or another's; a server that refuses or does not answer.
   * @default development builds warn
   */
  onError?(error: WireError): void
  /** Time and chance, for tests. Read once. */
  clock?: Clock
}
