/**
 * The error of a client whose heartbeat is not answered. It is the only one that the client makes itself while its socket is
 * open: https://github.com/supabase/phoenix/blob/main/assets/js/phoenix/socket.js
 */
const heartbeatTimeout = 'heartbeat timeout'

/**
 * Whether the server ended the channel, by the error that came with `CHANNEL_ERROR` while the socket was open. A client before
 * version 2.106 gives no error where its heartbeat was not answered, and no `cause` where the server said something.
 */
export function isOfServer(error: Error | undefined): boolean {
  return error !== undefined && error.message !== heartbeatTimeout
}

/** What the server said of the channel. A client before version 2.106 has put it in quotes, as JSON. */
export function saidIn(error: Error | undefined): string | undefined {
  const message = error?.message
  if (!message?.startsWith('"')) return message
  try {
    return String(JSON.parse(message))
  } catch {
    return message
  }
}
