import { WireError } from '../transport/error'
import type { Transport } from '../transport/transport'

/** What a hook without an address holds: it stays idle, and nothing can be sent. */
export const nowhere: Transport = {
  name: 'nowhere (the url is null, or enabled is false)',
  key: null,
  does: { send: false, binary: false, reconnect: false, heartbeat: false },
  encode: () => null,
  sizeOf: () => 0,
  connect(sink) {
    sink.closed({ kind: 'invalid-url', error: new WireError('invalid-url', `Cannot connect to ${nowhere.name}`) })
    return { send() {}, close() {}, bufferedAmount: Infinity }
  },
}
