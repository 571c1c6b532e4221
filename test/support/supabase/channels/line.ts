import type { Frame } from '../wire/frame'

/** What a channel says to its client; nothing once it has hung up. */
export interface Line {
  push(event: string, payload: unknown): void
  reply(ref: string | null, status: 'ok' | 'error', response?: object): void
  system(extension: 'system' | 'postgres_changes', status: 'ok' | 'error', message: string): void
  /** The last word. */
  hangUp(event: 'phx_close' | 'phx_error' | null): void
}

export interface LineOptions {
  readonly topic: string
  readonly name: string
  readonly joinRef: string | null
  send(frame: Frame): void
}

export function createLine({ topic, name, joinRef, send }: LineOptions): Line {
  let isOver = false

  function say(event: string, payload: unknown, ref: string | null = null): void {
    if (!isOver) send({ joinRef, ref, topic, event, payload })
  }

  return {
    push: say,
    reply: (ref, status, response = {}) => say('phx_reply', { status, response }, ref),
    system: (extension, status, message) => say('system', { extension, status, message, channel: name }),
    hangUp(event) {
      if (event) say(event, {}, joinRef)
      isOver = true
    },
  }
}
