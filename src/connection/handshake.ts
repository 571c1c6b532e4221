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

export function createInbox(signal: AbortSignal): Inbox {
  const messages: IncomingMessage[] = []
  const waiting: (() => void)[] = []

  function wakeAll(): void {
    for (const wake of waiting.splice(0)) wake()
  }
  signal.addEventListener('abort', wakeAll)

  async function next(event?: string): Promise<Message> {
    for (;;) {
      if (signal.aborted) throw new WireError('aborted', event)
      const index = messages.findIndex((message) => !event || message.event === event)
      const [message] = index < 0 ? [] : messages.splice(index, 1)
      if (message) return message
      await new Promise<void>((wake) => waiting.push(wake))
    }
  }

  return {
    put(message) {
      messages.push(message)
      wakeAll()
    },
    next,
    rest: () => messages,
  }
}
