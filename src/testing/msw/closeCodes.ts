/**
 * Throws an error where no server can end a link in this way, whatever its transport.
 * https://www.rfc-editor.org/rfc/rfc6455#section-7.4 and https://www.iana.org/assignments/websocket/websocket.xhtml
 */
export function checkCloseCode(code: number): void {
  if (code === 1006 || isSendable(code) || isHttpStatus(code)) return
  throw new Error(
    `Expected a close code that a server can send (1000 to 1003, 1007 to 1014, 3000 to 4999), 1006 for a link that breaks, or a status of HTTP (200 to 599), got ${code}`,
  )
}

/** Throws an error where a reason is too long for the close frame of a WebSocket, which holds 125 bytes, two of them for the code. */
export function checkCloseReason(reason: string): void {
  const { length } = new TextEncoder().encode(reason)
  if (length <= 123) return
  throw new Error(
    `Expected a text of at most 123 bytes, which is what the close frame of a WebSocket holds, got ${length} bytes`,
  )
}

/** Whether this may be the status of a whole response, which it is where a request for a stream is refused. */
export function isHttpStatus(code: number): boolean {
  return Number.isInteger(code) && code >= 200 && code < 600
}

/** The numbers 1004, 1005, 1006 and 1015 are reserved, and are never in a close frame. */
function isSendable(code: number): boolean {
  if (!Number.isInteger(code)) return false
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999)
}
