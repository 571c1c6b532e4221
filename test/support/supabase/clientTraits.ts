import { createClient } from '@supabase/supabase-js'
import { clientSocket } from './clientSocket'

const { realtime } = createClient('http://127.0.0.1', 'key', {
  auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  realtime: { transport: clientSocket },
})

/** A client since version 2.100, which is built on the client of Phoenix, has this property. */
const hasSocketAdapter = 'socketAdapter' in realtime

/**
 * What the client of Supabase under test does, which an older one does not. The suites run over 2.54 and over the newest version,
 * and over none between, so that one sign stands for all that came since 2.100.
 */
export const clientTraits = {
  /** It speaks version 2.0.0 of the protocol by default. Since 2.91. */
  sendsBytes: !realtime.endpointURL().includes('vsn=1.0.0'),
  /** Its channels hear of it when its user calls `realtime.disconnect()`. Since 2.100. */
  tellsOfHangingUp: hasSocketAdapter,
  /** It keeps its socket for a while when the last channel is removed. Since 2.100. */
  keepsSocket: hasSocketAdapter,
  /**
   * Its channels hear at once that a heartbeat was not answered, while the socket is still open. Those of an older client hear of it
   * when the socket has closed, which takes the package `ws` 30 s where nothing comes through. Since 2.100.
   */
  tellsOfSilence: hasSocketAdapter,
  /** It says why its socket broke. Since 2.106. */
  saysWhy: hasSocketAdapter,
  /**
   * How long it waits before it dials or joins again, in milliseconds, as tests set it. A client before 2.100 joins twice when the
   * answer to a join takes as long.
   */
  reconnectAfterMs: hasSocketAdapter ? 50 : 500,
}
