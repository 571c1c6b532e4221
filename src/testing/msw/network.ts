import type { FakeServerOptions } from '../createFakeTransport'
import { checkCloseCode } from './closeCodes'
import { runAfter } from './runAfter'

/** How the server and the network behave; `server.set(…)` changes it. */
export type WireServerOptions = Omit<FakeServerOptions, 'opens'>

/** The network between one server and its clients. */
export interface Network {
  readonly options: WireServerOptions
  set(options: WireServerOptions): void
  /** Resolves when a client has come through, after `delay` and not while `silent`: never, once its line is over. */
  passage(line: Line): Promise<void>
  /** One direction between the server and one client: things arrive in order, late, or not at all. */
  road(signal: AbortSignal): (arrive: () => void) => void
  /** Breaks every line, and is as it was at first. */
  reset(): void
}

/** What connects one client with the server: a WebSocket, a stream, a namespace, an engine. */
export interface Line {
  /** Aborted when it is over. */
  readonly signal: AbortSignal
  end(code: number, reason: string): void
}

export function createNetwork(initial: WireServerOptions): Network {
  const lines = new Set<Line>()
  const waiting = new Set<() => void>()
  let options: WireServerOptions = {}

  function set(next: WireServerOptions): void {
    if (typeof next.refuses === 'number') checkCloseCode(next.refuses)
    options = { ...options, ...next }
    if (options.silent) return
    for (const go of waiting) go()
    waiting.clear()
  }

  function silenceIsOver(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      waiting.add(resolve)
      signal.addEventListener('abort', () => waiting.delete(resolve), { once: true })
    })
  }

  set(initial)
  return {
    get options() {
      return options
    },
    set,
    async passage(line) {
      const { signal } = line
      lines.add(line)
      signal.addEventListener('abort', () => lines.delete(line), { once: true })
      const { delay = 0 } = options
      if (delay > 0) await new Promise<void>((resolve) => runAfter(delay, resolve, signal))
      if (options.silent) await silenceIsOver(signal)
      if (signal.aborted) await new Promise(() => {})
    },
    road(signal) {
      const travelling: (() => void)[] = []
      const arrive = (): void => {
        const first = travelling.shift()
        if (!options.silent && !signal.aborted) first?.()
      }
      return (arrival) => {
        const { delay = 0 } = options
        travelling.push(arrival)
        // What goes faster now may not overtake what left before: it pushes that along instead.
        if (delay > 0) runAfter(delay, arrive, signal)
        else arrive()
      }
    },
    reset() {
      for (const line of lines) line.end(1006, '')
      set(initial)
    },
  }
}
