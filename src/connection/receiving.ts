import { WireError } from '../transport/error'
import type { Delivery } from '../transport/delivery'
import type { Sending, SendingParts } from './sending'

/** No way out, for a connection that only receives: it says so to whoever tries. */
export function createReceiving({ name, report }: Pick<SendingParts, 'name' | 'report'>): Sending {
  function refuse(): Promise<Delivery> {
    const error = new WireError('cannot-send', name)
    report(error)
    return Promise.resolve({ outcome: 'dropped', error })
  }
  const nothing = (): void => {}

  return {
    emit: refuse,
    send: refuse,
    request: () => Promise.reject(new WireError('cannot-send', name)),
    answer: nothing,
    start: nothing,
    opened: nothing,
    ended: nothing,
    stop: nothing,
  }
}
