// The page that every browser opens. A test drives it over the driver of the browser: see ../pageHandle.ts.

import { calls } from './calls'
import { keepChunkSizes } from './chunkSizes'
import { hydrate } from './hydrate'
import { keepPrinted } from './printed'
import { keepSockets } from './sockets'

declare global {
  interface Window {
    call(name: keyof typeof calls, args: unknown[]): Promise<string>
  }
}

keepPrinted()
keepChunkSizes()
keepSockets()
hydrate()

window.call = async (name, args) => {
  const call = calls[name] as (...args: unknown[]) => unknown
  return JSON.stringify({ value: await call(...args) })
}
