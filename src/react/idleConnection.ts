import type { Connection } from '../connection/connection'
import { WireError } from '../transport/error'
import { identify } from '../transport/identity'
import type { Transport } from '../transport/transport'

declare const process: { env: { NODE_ENV?: string } }

/** Nothing can be sent: there is nowhere to send it to. */
function refuse(): never {
  throw new WireError(
    'cannot-send',
    () =>
      process.env.NODE_ENV !== 'production' &&
      'Expected an address to send to, and the hook has none: its url is null, or its option enabled is false. Wait until there is one.',
  )
}

/** The transport of a hook without an address. */
export const idleTransport: Transport = {
  name: 'idle',
  identity: /* @__PURE__ */ identify({ transport: 'idle', address: null, isDynamicAddress: true }),
  does: { send: true },
  settings: {},
  encode: refuse,
  sizeOf: refuse,
  connect: refuse,
}

/** A connection that stays idle whatever happens. */
export function idleConnection(connection: Connection): Connection {
  return { ...connection, open() {}, close() {}, reconnect() {}, acquire: () => () => {} }
}
