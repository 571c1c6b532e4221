import type { Bounds } from './outboxOptions'
import type { Status } from './status'

/** What is known of a message when it is dropped. */
export interface Discarded {
  /** The size of the message. */
  bytes: number
  /** Of the connection. */
  status: Status
  hasLink: boolean
  bounds: Bounds
  /** What waits. */
  queue: { readonly count: number; readonly bytes: number }
}

/** Development only: why a message was dropped, with numbers and advice. */
export function discardText({ bytes, status, hasLink, bounds, queue }: Discarded): string {
  const [most, advice] = hasLink
    ? [`${bounds.maxBytes} bytes`, 'outbox.maxBytesWhileOpen']
    : [`${bounds.capacity} messages and ${bounds.maxBytes} bytes`, 'outbox.capacity and outbox.maxBytes']
  return (
    `A message of ${bytes} bytes was dropped while the connection is ${status}: ` +
    `${queue.count} messages with ${queue.bytes} bytes wait already, and at most ${most} may. ` +
    `Raise ${advice}, send less, or look at the outcome that every send resolves to. This is said once.`
  )
}
