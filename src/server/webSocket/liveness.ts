/** The part of a socket of the package `ws` that is needed to see whether its client is still there. */
export interface BeatingSocket {
  /** Bytes that have not left yet. */
  readonly bufferedAmount: number
  /** A ping as RFC 6455 section 5.5.2 has it: browsers answer by themselves. */
  ping(): void
  /** Ends the connection without a closing handshake. */
  terminate(): void
  on(event: 'ping' | 'pong' | 'message' | 'close', listener: () => void): unknown
}

/**
 * Pings in an interval of so many milliseconds, and ends a link that has neither sent nor read anything since the last ping.
 * Returns a function that tells when its client gave a sign of life last, as `performance.now()` has it.
 */
export function watchLiveness(socket: BeatingSocket, intervalMs: number): () => number {
  let heardAt = performance.now()
  /** `undefined` until the first ping. */
  let pingedAt: number | undefined
  let waitingBytes = 0

  const hear = (): void => {
    heardAt = performance.now()
  }

  function beat(): void {
    // The answer to a ping waits behind everything that a slow link has still to read. So what it reads is a sign of life.
    if (socket.bufferedAmount < waitingBytes) hear()
    waitingBytes = socket.bufferedAmount
    if (pingedAt !== undefined && heardAt < pingedAt) {
      socket.terminate()
      return
    }
    pingedAt = performance.now()
    socket.ping()
  }

  const beating = setInterval(beat, intervalMs)
  socket.on('ping', hear)
  socket.on('pong', hear)
  socket.on('message', hear)
  socket.on('close', () => clearInterval(beating))
  return () => heardAt
}
