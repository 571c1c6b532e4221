import { wireHandlers } from 'wirehooks/testing/msw'
import { delay, isParcel, type Parcel, url } from './protocol'

type Listener = (parcel: Parcel) => void

const listeners = new Set<Listener>()

/** The other end: it takes what comes, and says so to whoever asked. */
export const server = wireHandlers(url, {
  delay,
  on: {
    PARCEL(data) {
      if (!isParcel(data)) throw new Error('A parcel has a number')
      for (const listener of listeners) listener(data)
      return { got: data.number }
    },
  },
})

/** Tells what arrives, which no sender could see. */
export function onArrival(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
