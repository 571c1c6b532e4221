/** The server's end of one connection, whatever carries it. */
export interface Link<Frame> {
  /** Sends a frame. Does nothing once the link has ended. */
  send(frame: Frame): void
  /**
   * Ends the link with a close code and a reason. From then on nothing that the client says is heard, and whoever made the
   * link is told that it has ended: the client may never answer, and its connection stay open for long. A second
   * call does nothing.
   */
  close(code: number, reason: string): void
  /** Bytes that have not left yet. */
  readonly bufferedAmount: number
  /** When something came over it last, as `performance.now()` has it. */
  heardAt(): number
}
