import * as adapters from '../transports'
import type { Transport } from 'wirehooks/vanilla'
import type { Adapter } from './adapter'

export const transports: readonly Adapter[] = Object.values(adapters)

/** Those that messages go out through. */
export const sending: readonly Adapter[] = transports.filter(sends)
export const receiving: readonly Adapter[] = transports.filter((adapter) => !sends(adapter))

/**
 * Those whose every attempt is ours: when it is made, with which credentials, and when it is given up. One that mends its
 * own links has a client that decides about that, on a clock and with sockets and timers of its own.
 */
export const dialling: readonly Adapter[] = transports.filter((adapter) => !madeBy(adapter).does.reconnect)

/** Those where somebody answers a question. */
export const answering: readonly Adapter[] = sending.filter(answers)

/** Those whose frames we read ourselves. */
export const reading: readonly Adapter[] = transports.filter(({ misreadingCosts }) => misreadingCosts !== null)

function madeBy({ scheme, transport }: Adapter): Transport {
  return transport(`${scheme}://127.0.0.1`, {})
}

function sends(adapter: Adapter): boolean {
  return madeBy(adapter).does.send === true
}

function answers(adapter: Adapter): boolean {
  try {
    madeBy(adapter).encode({ event: 'ASK', data: 1, id: '1' })
    return true
  } catch {
    return false
  }
}
