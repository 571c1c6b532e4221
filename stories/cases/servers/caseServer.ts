import { type AnyHandler, http } from 'msw'
import { createNetwork } from '../../../src/testing/msw/network'
import type { WireServer, WireServerOptions } from 'wirehooks/testing/msw'
import { type Answer, through } from './through'

/** All that a case study talks to: handlers for MSW, which break together. */
export interface CaseServer extends ReadonlyArray<AnyHandler> {
  set(options: WireServerOptions): void
  drop(code?: number): void
  reset(): void
}

/** A server with routes of HTTP, `{ '/login': … }`, beside its wires. All of them are of `POST`. */
export function createCaseServer(
  origin: string,
  routes: Readonly<Record<string, Answer>>,
  wires: readonly WireServer[],
): CaseServer {
  const network = createNetwork({})
  const handlers = Object.entries(routes).map(([path, answer]) =>
    http.post(`${origin}${path}`, through(network, answer)),
  )

  return Object.assign([...handlers, ...wires.flatMap((wire) => [...wire])], {
    set(options: WireServerOptions) {
      network.set(options)
      for (const wire of wires) wire.set(options)
    },
    drop(code?: number) {
      for (const wire of wires) wire.drop(code)
    },
    reset() {
      network.reset()
      network.set({ delay: 0, silent: false, refuses: null })
      for (const wire of wires) wire.reset()
    },
  })
}
