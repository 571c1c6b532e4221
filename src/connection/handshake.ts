import { WireError } from '../transport/error'
import type { IncomingMessage, Message } from '../transport/message'

/**
 * Runs after a link opens and before the status is `open`. When it throws, the link is closed and the next attempt
 * follows the usual rules; throw a `WireError` with the code `unauthorized` to give up instead.
 *
 * @example
 * handshake: async ({ emit, next }) => {
 *   emit('AUTH', { token: await getToken() })
 *   await next('READY')
 * }
 */
export type Handshake = (wire: HandshakeWire) => void | Promise<void>

export interface HandshakeWire {
  /** Sends a whole message at once, ahead of everything that waits. */
  send(data: unknown): void
  /** Sends an event at once. */
  emit(event: string, data?: unknown): void
  /**
   * The next message, or the next one with this event. What it passes over is not lost: listeners get it once the
   * connection is open. Rejects with `aborted` when the link ends.
   */
  next(event?: string): Promise<Message>
  /** Aborted when the link ends or the connect timeout has passed. */
  readonly signal: AbortSignal
}

/** What arrives while a handshake runs: taken out by `next`, the rest kept in order. */
export interface Inbox {
  put(message: IncomingMessage): void
  next(event?: string): Promise<Message>
  /** What nobody took. */
  rest(): readonly IncomingMessage[]
}

interface Waiter {
  event: string | undefined
  take(message: Message): void
}

export function createInbox(signal: AbortSignal): Inbox {
  const messages: IncomingMessage[] = []
  const waiters: Waiter[] = []

  /** Hands messages to whoever waits for them. */
  function match(): void {
    for (const waiter of [...waiters]) {
      const index = messages.findIndex((message) => (waiter.event ?? message.event) === message.event)
      const [message] = index < 0 ? [] : messages.splice(index, 1)
      if (message) waiters.splice(waiters.indexOf(waiter), 1)
      if (message) waiter.take(message)
    }
  }

  return {
    put(message) {
      messages.push(message)
      match()
    },
    next: (event) =>
      new Promise((take, reject) => {
        const end = (): void => reject(new WireError('aborted', `The link ended before ${event ?? 'a message'} came`))
        signal.addEventListener('abort', end)
        waiters.push({ event, take })
        match()
      }),
    rest: () => messages,
  }
}
