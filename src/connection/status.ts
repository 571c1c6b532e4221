/**
 * - `idle`: not started.
 * - `connecting`: the first link is on its way.
 * - `open`: usable; the handshake is done.
 * - `reconnecting`: was open or tried before, and will try again.
 * - `closed`: its user closed it, or the other end said that nothing more will come (`ended`).
 * - `failed`: it gave up. It is left by `open()`, `reconnect()`, `close()`, a new mount, or when nobody holds it any more.
 */
export type Status = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'closed' | 'failed'

/** From each status, where it may go. Anything else is a bug. */
export const legalMoves: Readonly<Record<Status, readonly Status[]>> = {
  idle: ['connecting', 'closed'],
  connecting: ['open', 'reconnecting', 'closed', 'failed', 'idle'],
  open: ['reconnecting', 'closed', 'failed', 'idle'],
  reconnecting: ['open', 'closed', 'failed', 'idle'],
  closed: ['connecting', 'idle'],
  failed: ['connecting', 'closed', 'idle'],
}
