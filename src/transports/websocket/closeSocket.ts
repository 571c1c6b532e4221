import type { Clock } from '../../transport/clock'
import type { CloseReason } from '../../transport/closeReason'
import { closeOnceOpen } from '../../transport/closeOnceOpen'
import { connecting, type SocketLike } from './socketLike'

/**
 * Ends a socket that is no longer needed, and listens to it no more. The server hears the user's code and text, and
 * 1000 where there is none. `closeReasonOf` has checked the code, so `close()` does not throw.
 */
export function closeSocket(
  socket: SocketLike,
  { kind, code = 1000, reason }: CloseReason,
  clock: Pick<Clock, 'after'>,
): void {
  function close(): void {
    if (kind === 'user') socket.close(code, reason)
    else socket.close(1000)
  }

  socket.onopen = null
  socket.onmessage = null
  socket.onclose = null
  // Without a handler, the package `ws` throws its errors.
  socket.onerror = () => {}
  // A socket that failed, or did not open in time, is not waited for: browsers dial one socket per host at a time, so that
  // it would hold up the next one. In the back/forward cache no timer runs, so that it would hold up all other pages.
  const isStuck = kind === 'peer' || kind === 'connect-timeout' || kind === 'page-hidden'
  if (isStuck || socket.readyState !== connecting) return close()

  closeOnceOpen(socket, close, clock)
}
