import type { EngineConnection } from './sockets'

/** What the packets of one connection of Engine.IO say about its client. Times are as `performance.now()` has them. */
interface Signs {
  /** When the last packet came. */
  heardAt: number
  /** When Engine.IO sent the first ping that is not answered yet; `undefined` when all are. */
  pingedAt: number | undefined
}

/** The sockets of several namespaces share a connection. */
const signsOf = /* @__PURE__ */ new WeakMap<EngineConnection, Signs>()

/**
 * Returns a function that tells when the client of a connection gave a sign of life last. Engine.IO decides how often it pings,
 * by default every 25 s, and between two pings a client that is there may say nothing. So a client counts as heard now, until a
 * ping has not been answered for `patienceMs`: then it was heard when its last packet came.
 */
export function watchEngineLiveness(connection: EngineConnection, patienceMs: number): () => number {
  const signs = signsOf.get(connection) ?? listen(connection)
  signsOf.set(connection, signs)

  return () => {
    const now = performance.now()
    const { heardAt, pingedAt } = signs
    return pingedAt !== undefined && now - pingedAt >= patienceMs ? heardAt : now
  }
}

/** Both events are of the API: https://socket.io/docs/v4/server-api/#socketconn */
function listen(connection: EngineConnection): Signs {
  const signs: Signs = { heardAt: performance.now(), pingedAt: undefined }
  connection.on('packet', () => {
    signs.heardAt = performance.now()
    signs.pingedAt = undefined
  })
  connection.on('packetCreate', ({ type }) => {
    if (type === 'ping') signs.pingedAt ??= performance.now()
  })
  return signs
}
