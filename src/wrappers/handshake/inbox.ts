import { WireError } from '../../transport/error'
import type { IncomingMessage, Message } from '../../transport/message'

declare const process: { env: { NODE_ENV?: string } }

/** Holds the messages that arrive during a handshake, oldest first, until the handshake or a listener takes them. */
export interface Inbox {
  /** A message arrived: the call of `next` that waits longest for it gets it. Otherwise it is held. */
  add(message: IncomingMessage): void
  /** Takes out the oldest message, or the oldest with this event; waits for one where none is held. */
  next(event?: string): Promise<Message>
  /** The handshake is over: every call of `next` that waits rejects with `aborted`, and so do later ones. */
  endHandshake(): void
  /** Takes out the oldest message that is held. `undefined` when there is none. */
  shift(): IncomingMessage | undefined
}

interface Waiting {
  readonly event: string | undefined
  resolve(message: Message): void
  reject(error: WireError): void
}

export function createInbox(): Inbox {
  const held: IncomingMessage[] = []
  const waiting: Waiting[] = []
  let isHandshakeOver = false

  return {
    add(message) {
      const first = takeFirst(waiting, ({ event }) => event === undefined || event === message.event)
      if (first) first.resolve(message)
      else held.push(message)
    },
    next: (event) =>
      new Promise((resolve, reject) => {
        if (isHandshakeOver) return reject(handshakeOver(event))
        const message = takeFirst(held, (one) => event === undefined || one.event === event)
        if (message) resolve(message)
        else waiting.push({ event, resolve, reject })
      }),
    endHandshake() {
      isHandshakeOver = true
      for (const { event, reject } of waiting.splice(0)) reject(handshakeOver(event))
    },
    shift: () => held.shift(),
  }
}

/** Takes the first one that matches out of the list. */
function takeFirst<T>(list: T[], matches: (one: T) => boolean): T | undefined {
  const first = list.find(matches)
  if (first !== undefined) list.splice(list.indexOf(first), 1)
  return first
}

function handshakeOver(event: string | undefined): WireError {
  return new WireError(
    'aborted',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected ${event === undefined ? 'a message' : `the event "${event}"`} during the handshake, but the handshake was over, or its link ended, before it came. Messages that come later go to the listeners of the connection.`,
  )
}
