import { createClient } from '@supabase/supabase-js'
import { clientSocket } from './clientSocket'

const { realtime } = createClient('http://127.0.0.1', 'key', {
  auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  realtime: { transport: clientSocket },
})

/** Since version 2.100, the client is made of the one of Phoenix. */
const isOfPhoenix = 'socketAdapter' in realtime

/** What the client of Supabase under test does, which an older one does not: the suites run over both. */
export const clientTraits = {
  /** It speaks version 2.0.0 of the protocol by default. Since 2.91. */
  sendsBytes: !realtime.endpointURL().includes('vsn=1.0.0'),
  /** Its channels hear of it when its user calls `realtime.disconnect()`. Since 2.100. */
  tellsOfHangingUp: isOfPhoenix,
  /** It keeps its socket for a while when the last channel is removed. Since 2.100. */
  keepsSocket: isOfPhoenix,
  /** It says why its socket broke, and that a heartbeat was not answered. Since 2.106. */
  saysWhy: isOfPhoenix,
  /**
   * How long it waits before it dials or joins again, in milliseconds, as tests set it. A client before 2.100 joins twice when the
   * answer to a join takes as long.
   */
  reconnectAfterMs: isOfPhoenix ? 50 : 500,
}
