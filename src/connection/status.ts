/**
 * - `idle`: not started.
 * - `connecting`: the first link is on its way.
 * - `open`: usable; the handshake is done.
 * - `reconnecting`: was open or tried before, and will try again.
 * - `closed`: the user closed it.
 * - `failed`: it gave up; only `open()`, `reconnect()` or new options leave this.
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
