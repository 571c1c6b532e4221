import type { Clock } from '../transport/clock'
import type { Delivery } from '../transport/delivery'
import type { WireError } from '../transport/error'
import type { Identity } from '../transport/identity'
import type { OutgoingMessage, Reply } from '../transport/message'
import type { Link, Transport } from '../transport/transport'
import type { State } from './connectionState'
import { createOutbox } from './outbox'
import type { SendingOptions, SendOptions } from './outboxOptions'
import type { OutboxKeeper, OutboxStorage } from './outboxStorage'
import { createRequests, type RequestOptions } from './requests'

/** The sending part of a connection: what is sent, what waits to be sent, and who waits for an answer. */
export interface Sending {
  send(message: OutgoingMessage, options?: SendOptions): Promise<Delivery>
  request(event: string, data?: unknown, options?: RequestOptions): Promise<unknown>
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>
  /** Gives an answer to the request it belongs to; false when no request waits for it. */
  answer(reply: Reply): boolean
  /** The connection starts. */
  start(): void
  /** Lets `onOpen` send first. Messages sent now leave at once; call the returned function to send what waits. */
  beginOpening(): () => void
  /** A link ended. */
  ended(willRetry: boolean): void
  /** The connection stops: what waits settles as `closed`. */
  stop(): void
}

export interface SendingParts {
  identity: Identity
  clock: Clock
  state: State
  transport(): Transport
  options(): SendingOptions
  /** The open link, if there is one. */
  link(): Link | undefined
  report(error: WireError): void
}

export function createSending(parts: SendingParts): Sending {
  const { identity, clock, transport, options, report } = parts
  const outbox = createOutbox({
    ...parts,
    leaving: () => keeper?.check(),
    added: (entry) => keeper?.added(entry),
    changed: () => keeper?.changed(),
  })
  const requests = createRequests({ clock, outbox })
  let keeper: OutboxKeeper | null = null

  /** Begins to keep what waits. */
  function keep(storage: OutboxStorage): OutboxKeeper {
    const { entries, block, restore, clear } = outbox
    return storage({ identity, transport, entries, block, restore, clear, clock, report })
  }

  return {
    request: requests.request,
    answer: requests.answer,
    send: outbox.send,
    drain: outbox.drain,
    beginOpening: outbox.beginOpening,
    start() {
      const { storage } = options().outbox ?? {}
      if (storage) keeper ??= keep(storage)
    },
    ended(willRetry) {
      outbox.pause()
      requests.interrupt()
      if (!willRetry) outbox.clear('closed')
    },
    stop() {
      outbox.clear('closed')
      keeper?.stop()
      keeper = null
    },
  }
}
