/** The part of a socket of the package `ws` that is needed to see whether its client is still there. */
export interface BeatingSocket {
  /** A ping as RFC 6455 section 5.5.2 has it: browsers answer by themselves. */
  ping(): void
  /** Ends the connection without a closing handshake. */
  terminate(): void
  on(event: 'pong' | 'message' | 'close', listener: () => void): unknown
}

/** Ends a link whose client says nothing for two intervals, of so many milliseconds. */
export function watchLiveness(socket: BeatingSocket, interval: number): void {
  let isAlive = true
  const hear = (): void => {
    isAlive = true
  }
  const beating = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, interval)
  socket.on('pong', hear)
  socket.on('message', hear)
  socket.on('close', () => clearInterval(beating))
}
