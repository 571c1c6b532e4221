import { presenceEvent, type ServerFrame } from '../../protocol/presence'
import type { Link } from '../link/link'
import { watchEngineLiveness } from './engineLiveness'
import type { UntypedSocket } from './sockets'

export interface SocketLink extends Link<ServerFrame> {
  readonly socketId: string
  /** Hears no more of the socket. */
  stop(): void
}

interface SocketLinkParts {
  socket: UntypedSocket
  /** Milliseconds that a client may take to answer a ping. */
  patienceMs: number
  /** Given the data of every event `presence`. */
  heard(data: unknown): void
  /** It ended: its client is gone, or it was closed here. */
  closed(): void
}

/** A socket of Socket.IO as a link. Engine.IO pings, and ends a connection whose client does not answer. */
export function createSocketLink({ socket, patienceMs, heard, closed }: SocketLinkParts): SocketLink {
  const { conn } = socket
  // Socket.IO brings bytes, too. On their way to another process they would become something else.
  const receive = (data: unknown): void => heard(plainCopy(data))

  function stop(): void {
    socket.off(presenceEvent, receive)
    socket.off('disconnect', end)
  }

  function end(): void {
    // The event `disconnect` that may follow is the same end.
    stop()
    closed()
  }

  socket.on(presenceEvent, receive)
  socket.on('disconnect', end)
  // Before Socket.IO 4.6, an event that a client calls `error` ends the process where nobody listens to it.
  socket.on('error', () => {})

  return {
    socketId: socket.id,
    send: (frame) => void socket.emit(presenceEvent, frame),
    close() {
      end()
      // Socket.IO has no close codes. A client whose connection ends comes back by itself.
      // `true` throws away what waits to leave. Older versions of Engine.IO wait for the client to read it, until their
      // ping timeout at most.
      conn.close(true)
    },
    get bufferedAmount() {
      const waiting = conn.writeBuffer.reduce((bytes, { data }) => bytes + bytesOf(data), 0)
      return waiting + (conn.transport.socket?.bufferedAmount ?? 0)
    },
    heardAt: watchEngineLiveness(conn, patienceMs),
    stop,
  }
}

function plainCopy(data: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(data) ?? 'null')
  } catch {
    // Nested deeper than JSON.stringify can go.
    return null
  }
}

/** The bytes of what a packet of Engine.IO carries: a text in UTF-8, or bytes. */
function bytesOf(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data)
  return ArrayBuffer.isView(data) || data instanceof ArrayBuffer ? data.byteLength : 0
}
