/** The part of a socket of the package `ws` that is needed to see whether its client is still there. */
export interface BeatingSocket {
  /** Bytes that have not left yet. */
  readonly bufferedAmount: number
  /** A ping as RFC 6455 section 5.5.2 has it: browsers answer by themselves. */
  ping(): void
  /** Ends the connection without a closing handshake. */
  terminate(): void
  on(event: 'pong' | 'message' | 'close', listener: () => void): unknown
}

/**
 * Ends a link whose client gives no sign of life for two intervals, of so many milliseconds: it sends nothing, and takes
 * nothing of what waits for it. Returns what tells when it was heard last, as `performance.now()` has it.
 */
export function watchLiveness(socket: BeatingSocket, interval: number): () => number {
  let heardAt = performance.now()
  let askedAt = -Infinity
  let waitingBytes = 0

  const hear = (): void => {
    heardAt = performance.now()
  }

  const beating = setInterval(() => {
    // The answer to a ping waits behind everything that a slow link has still to take.
    if (socket.bufferedAmount < waitingBytes) hear()
    waitingBytes = socket.bufferedAmount
    if (heardAt < askedAt) return socket.terminate()
    askedAt = performance.now()
    socket.ping()
  }, interval)
  socket.on('pong', hear)
  socket.on('message', hear)
  socket.on('close', () => clearInterval(beating))
  return () => heardAt
}
