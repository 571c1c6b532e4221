import type { Socket } from 'socket.io-client'
import type { Clock } from '../../transport/clock'
import { closeOnceOpen } from '../../transport/closeOnceOpen'

/** `readyState` of a WebSocket that is not open yet. */
const connecting = 0

/** What an engine is made of, as far as it is needed. Its types keep this private. */
interface Engine {
  readonly transport?: EngineTransport
  createTransport?(name: string): EngineTransport
}

interface EngineTransport {
  readonly ws?: WebSocket
}

/** The transport that each engine tries out last, before it leaves long polling for it. */
const probes = /* @__PURE__ */ new WeakMap<Engine, EngineTransport>()
const watched = /* @__PURE__ */ new WeakSet<Engine>()

/**
 * Remembers the WebSocket that an engine tries out: only the engine knows of it, and closes it while it connects. Call it
 * when the socket connects.
 */
export function watchProbes({ io }: Socket): void {
  const engine = io.engine as unknown as Engine | undefined
  const create = engine?.createTransport
  if (!engine || !create || watched.has(engine)) return
  watched.add(engine)
  engine.createTransport = (name) => {
    const transport = create.call(engine, name)
    probes.set(engine, transport)
    return transport
  }
}

/**
 * Disconnects a socket. Where its engine is still opening a WebSocket, that is closed as soon as it is open, and the rest
 * at once.
 */
export function disconnect(socket: Socket, clock: Pick<Clock, 'after'>): void {
  const engine = socket.io.engine as unknown as Engine | undefined
  const transports = engine ? [engine.transport, probes.get(engine)] : []
  for (const transport of transports) if (transport?.ws) closeWhenOpen(transport.ws, clock)
  socket.disconnect()
}

/** The engine's `close()` waits until the WebSocket is open: browsers print an error otherwise. */
function closeWhenOpen(wire: WebSocket, clock: Pick<Clock, 'after'>): void {
  if (wire.readyState !== connecting) return
  const close = wire.close.bind(wire)
  // Another namespace may still use the engine. Then the engine closes its WebSocket later, through this method. By then
  // the engine has set its own `onclose`, which `closeOnceOpen` replaces: so this waits until the engine closes it.
  wire.close = (code, reason) => {
    if (wire.readyState === connecting) closeOnceOpen(wire, close, clock)
    else close(code, reason)
  }
}
