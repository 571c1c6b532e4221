import type { ClientFrame } from '../../protocol/presence'

/** Handles the frames of one link in one channel in their order, each when the one before is done. */
export interface FrameQueue {
  /** How many frames are not done yet. */
  readonly size: number
  /** Resolves when this frame is done, and never rejects. */
  add(frame: ClientFrame): Promise<void>
}

interface FrameQueueParts {
  handle(frame: ClientFrame): Promise<void> | void
  /** Told of what `handle` throws. The queue goes on with the next frame. */
  failed(cause: unknown): void
}

export function createFrameQueue({ handle, failed }: FrameQueueParts): FrameQueue {
  let size = 0
  let previous: Promise<void> = Promise.resolve()

  return {
    get size() {
      return size
    },
    async add(frame) {
      size += 1
      previous = previous.then(() => handle(frame)).catch(failed)
      await previous
      size -= 1
    },
  }
}
