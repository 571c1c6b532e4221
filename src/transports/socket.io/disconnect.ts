import type { Socket } from 'socket.io-client'
import type { Clock } from '../../transport/clock'
import { closeOnceOpen } from '../../transport/closeOnceOpen'

/**
 * Disconnects a socket. Where its engine is still opening a WebSocket, that is closed as soon as it is open, and the rest
 * at once.
 */
export function disconnect(socket: Socket, clock: Pick<Clock, 'after'>): void {
  const wire = wireOf(socket)
  if (wire?.readyState === 0) {
    const close = wire.close.bind(wire)
    // Another namespace may use the engine, which then closes it much later. It has set its own `onclose` when it does.
    wire.close = (code, reason) => {
      if (wire.readyState === 0) closeOnceOpen(wire, close, clock)
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
