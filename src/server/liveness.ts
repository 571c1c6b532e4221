/** The part of a socket of the package `ws` that is needed to see whether its client is still there. */
export interface BeatingSocket {
  /** A ping as RFC 6455 section 5.5.2 has it: browsers answer by themselves. */
  ping(): void
  /** Ends the connection without a closing handshake. */
  terminate(): void
  on(event: 'pong' | 'message' | 'close', listener: () => void): unknown
}

/**
 * Ends a link whose client says nothing for two intervals, of so many milliseconds. Returns what tells when it was heard
 * last, as `performance.now()` has it.
 */
export function watchLiveness(socket: BeatingSocket, interval: number): () => number {
  let heardAt = performance.now()
  let askedAt = -Infinity
  const hear = (): void => {
    heardAt = performance.now()
  }
  const beating = setInterval(() => {
    if (heardAt < askedAt) return socket.terminate()
    askedAt = performance.now()
    socket.ping()
  }, interval)
  socket.on('pong', hear)
  socket.on('message', hear)
  socket.on('close', () => clearInterval(beating))
  return () => heardAt
}
