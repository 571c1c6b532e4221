/** Writes the newest state, and never two at once. */
export interface SerialWriter {
  /** Something changed: it is written at the end of this turn, or after the write that is under way. */
  request(): void
  /** Resolves when nothing is being written, and nothing is left to write. */
  finished(): Promise<void>
}

/** @param write Writes what there is then. Must not reject. */
export function createSerialWriter(write: () => Promise<void>): SerialWriter {
  let isRequested = false
  let running: Promise<void> | null = null

  async function run(): Promise<void> {
    // All changes of one turn make one write.
    await Promise.resolve()
    while (isRequested) {
      isRequested = false
      await write()
    }
    running = null
  }

  return {
    request() {
      isRequested = true
      running ??= run()
    },
    finished: () => running ?? Promise.resolve(),
  }
}
