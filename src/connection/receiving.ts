import type { Delivery } from '../transport/delivery'
import { WireError } from '../transport/error'
import { labelOf } from '../transport/identityTexts'
import type { Sending, SendingParts } from './sending'

declare const process: { env: { NODE_ENV?: string } }

/** The sending part of a connection that only receives: it refuses every message, and says why. */
export function createReceiving({ identity, report }: Pick<SendingParts, 'identity' | 'report'>): Sending {
  function refusal(): WireError {
    return new WireError(
      'cannot-send',
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected a connection that can send, and ${labelOf(identity)} only receives. Send over another one, such as a WebSocket or an HTTP request.`,
    )
  }

  function refuse(): Promise<Delivery> {
    const error = refusal()
    report(error)
    return Promise.resolve({ outcome: 'dropped', error })
  }
  const nothing = (): void => {}

  return {
    send: refuse,
    request: () => Promise.reject(refusal()),
    drain: () => Promise.resolve(),
    answer: () => false,
    start: nothing,
    beginOpening: () => nothing,
    ended: nothing,
    stop: nothing,
  }
}
