import type { Clock } from './clock'

/**
 * How long a socket that is no longer needed may take to open, before it is closed although it has not opened. Browsers dial
 * one socket per host at a time, so the next one waits for it: a server that hangs must not hold that up.
 */
const longestDialMs = 1000

/** The part of a WebSocket that is needed. */
interface ConnectingSocket {
  onopen: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
}

/**
 * Closes a WebSocket that is still connecting as soon as it is open: browsers print an error for one that is closed before
 * that. Replaces `onopen` and `onclose`.
 */
export function closeOnceOpen(socket: ConnectingSocket, close: () => void, clock: Pick<Clock, 'after'>): void {
  const cancelTimer = clock.after(longestDialMs, close)
  socket.onclose = () => cancelTimer()
  socket.onopen = () => {
    cancelTimer()
    close()
  }
}
