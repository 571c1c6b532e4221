/** The server's end of one connection, whatever carries it. */
export interface Link<Frame> {
  /** Sends a frame. Does nothing once the link has ended. */
  send(frame: Frame): void
  /**
   * Ends the link with a close code and a reason. After that, the server ignores what the client says. The owner of the link is told
   * at once that it ended, since a client may never answer the close. A second call does nothing.
   */
  close(code: number, reason: string): void
  /** Bytes that have not left yet. */
  readonly bufferedAmount: number
  /** When something came over it last, as `performance.now()` has it. */
  heardAt(): number
}
