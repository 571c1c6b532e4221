import { useEffect, useReducer, useRef } from 'react'
import { type ConnectionView, heartbeat, isWireError, rateLimit, useWebSocket } from 'wirehooks'
import { happen, type ParcelState, type Verdict } from './parcels'
import { isParcel, type Outgoing, url } from './protocol'
import { onArrival } from './server'
import { watchWire } from './watchWire'

/** `emit` knows that a message has left, `request` that it has arrived. */
export type How = 'emit' | 'request'

export const capacity = 12

interface Delivery {
  readonly live: ConnectionView<object, Outgoing>
  readonly parcels: readonly ParcelState[]
  /** Sends the next number. */
  post(how: How): void
}

/** Numbered messages over a real connection, and all that is seen to happen to them, at either end. */
export function useDelivery(): Delivery {
  const [parcels, dispatch] = useReducer(happen, [])
  const last = useRef(0)

  const live = useWebSocket<object, Outgoing>(url, {
    backoff: { initialDelay: 400, maxDelay: 2000, minUptime: 1000 },
    outbox: { capacity, ttl: 8000 },
    wrappers: [
      watchWire((frame) => {
        const number = numberIn(frame)
        if (number !== undefined) dispatch({ what: 'left', number })
      }),
      rateLimit({ messages: 5, per: 1000 }),
      heartbeat({ interval: 3000, timeout: 2500 }),
    ],
    onClose: () => dispatch({ what: 'broke' }),
  })

  useEffect(() => onArrival(({ number }) => dispatch({ what: 'arrived', number })), [])

  async function post(how: How): Promise<void> {
    last.current += 1
    const number = last.current
    dispatch({ what: 'written', number })
    dispatch({ what: 'told', number, verdict: await verdictOf(how, number) })
  }

  async function verdictOf(how: How, number: number): Promise<Verdict> {
    if (how === 'emit') return (await live.emit('PARCEL', { number })).outcome
    try {
      await live.request('PARCEL', { number }, { timeout: 8000 })
      return 'answered'
    } catch (error) {
      if (isWireError(error)) return error.code
      throw error
    }
  }

  return { live, parcels, post: (how) => void post(how) }
}

/** Of a frame that carries one; beats have none. */
function numberIn(frame: unknown): number | undefined {
  const message: unknown = JSON.parse(String(frame))
  const data = typeof message === 'object' && message !== null && 'payload' in message ? message.payload : null
  return isParcel(data) ? data.number : undefined
}
