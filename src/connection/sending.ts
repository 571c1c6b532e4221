import type { WireError } from '../transport/error'
import type { IncomingMessage } from '../transport/message'
import type { Transport } from '../transport/transport'
import type { Attempt } from './attempt'
import type { Clock } from '../transport/clock'
import type { Delivery } from '../transport/delivery'
import { createOutbox, type OutboxKeeper, type SendingOptions, type SendOptions } from './outbox'
import { createRequests, type RequestOptions } from './requests'
import type { State } from './state'

/** The way out: what is sent, what waits to be sent, and who waits for an answer. */
export interface Sending {
  emit(event: string, data?: unknown, options?: SendOptions): Promise<Delivery>
  send(data: unknown, options?: SendOptions): Promise<Delivery>
  request(event: string, data?: unknown, options?: RequestOptions): Promise<unknown>
  /** Takes an answer to whoever asked. */
  answer(message: IncomingMessage): void
  /** The connection starts. */
  start(): void
  /** A link is open: what waits may leave. */
  opened(): void
  /** A link ended. */
  ended(willRetry: boolean): void
  /** The connection stops: what waits settles as `closed`. */
  stop(): void
}

export interface SendingParts {
  name: string
  clock: Clock
  state: State
  transport(): Transport
  options(): SendingOptions
  /** The open link, if there is one. */
  link(): Attempt | undefined
  report(error: WireError): void
}

export function createSending(parts: SendingParts): Sending {
  const outbox = createOutbox({ ...parts, link: () => (keeper?.isLoading ? undefined : parts.link()) })
  const requests = createRequests(parts.clock, outbox)
  let keeper: OutboxKeeper | undefined

  return {
    emit: (event, data, how) => outbox.send({ event, data }, how),
    send: (data, how) => outbox.send({ data }, how),
    request: requests.request,
    answer: requests.answer,
    start() {
      keeper ??= parts.options().outbox?.storage?.({ ...parts, outbox })
    },
    opened: outbox.pump,
    ended(willRetry) {
      outbox.pause()
      requests.interrupt(willRetry ? 'unknown' : 'closed')
      if (!willRetry) outbox.clear('closed')
    },
    stop() {
      outbox.clear('closed')
      keeper?.stop()
      keeper = undefined
    },
  }
}
