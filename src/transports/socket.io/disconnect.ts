import type { Socket } from 'socket.io-client'
import type { Clock } from '../../transport/clock'
import { closeOnceOpen } from '../../transport/closeOnceOpen'

/** `readyState` of a WebSocket that is not open yet. */
const connecting = 0

/**
 * Disconnects a socket. Where its engine is still opening a WebSocket, that is closed as soon as it is open, and the rest
 * at once.
 */
export function disconnect(socket: Socket, clock: Pick<Clock, 'after'>): void {
  const wire = wireOf(socket)
  if (wire?.readyState === connecting) {
    const close = wire.close.bind(wire)
    // Another namespace may still use the engine. Then the engine closes its WebSocket later, through this method. By then
    // the engine has set its own `onclose`, which `closeOnceOpen` replaces: so this waits until the engine closes it.
    wire.close = (code, reason) => {
      if (wire.readyState === connecting) closeOnceOpen(wire, close, clock)
      else close(code, reason)
    }
  }
  socket.disconnect()
}

/** The WebSocket of the engine, where it uses one. The types keep it private. */
function wireOf({ io }: Socket): WebSocket | undefined {
  const transport = io.engine?.transport as { ws?: WebSocket } | undefined
  return transport?.ws
}
