import type { Connection } from '../connection/connection'
import { WireError } from '../transport/error'
import type { Transport } from '../transport/transport'

function refuse(): never {
  throw new WireError('cannot-send')
}

/** The transport of a hook without an address. */
export const nowhere: Transport = {
  name: 'nowhere',
  key: null,
  does: {},
  encode: refuse,
  sizeOf: refuse,
  connect: refuse,
}

/** A connection that stays idle whatever happens. */
export function disconnected(connection: Connection): Connection {
  return { ...connection, open() {}, close() {}, reconnect() {} }
}
