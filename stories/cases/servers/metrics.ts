import { type WireClient, type WireServer, wireHandlers } from 'wirehooks/testing/msw'
import type { Backlog, ClientEvents, Sample } from '../../../examples/metrics-dashboard/protocol'
import { createFleet } from '../../../examples/metrics-dashboard/server/fleet.mjs'
import { createHistory } from '../../../examples/metrics-dashboard/server/history.mjs'
import { createTimers } from './timers'

/** Samples a second. */
const rate = 1000
/** Of so many seconds the samples are kept for who comes back. */
const memory = 30
/** For so many seconds it has measured when the story begins. */
const head = 20

/** The server of the dashboard: the machines of the example, measured in this page. */
export interface MetricsServer extends WireServer {
  readonly url: string
  /** Begins to measure. Returns what ends it. */
  begin(): () => void
  /** Measures nothing any more; the links stay. */
  rest(): void
}

export function createMetricsServer(): MetricsServer {
  const url = 'ws://127.0.0.1:8792'
  const timers = createTimers()
  const listening = new Set<WireClient>()
  let run = ''
  let history = createHistory(memory * rate)

  const wire = wireHandlers(url, {
    closed: (client) => listening.delete(client),
    on: {
      RESUME({ run: known, since }: ClientEvents['RESUME'], client) {
        const last = known === run ? (since ?? 0) : 0
        // The history has them as JSON, in which the real server sends them.
        const texts: string[] = history.after(Math.max(last, history.first - 1), history.last)
        const samples = texts.map((text): Sample => JSON.parse(text))
        const backlog: Backlog = { run, samples }
        client.message('BACKLOG', backlog)
        listening.add(client)
      },
      HANG_UP: (_: unknown, client) => client.drop(),
    },
  })

  return Object.assign(wire, {
    url,
    rest: timers.stop,
    begin() {
      const fleet = createFleet()
      const startedAt = Date.now() - head * 1000
      history = createHistory(memory * rate)
      run = crypto.randomUUID()

      function measure(): void {
        const due = Math.floor(((Date.now() - startedAt) * rate) / 1000)
        for (let seq = history.last + 1; seq <= due; seq += 1) {
          const at = startedAt + (seq * 1000) / rate
          const sample: Sample = { seq, at, ...fleet.measure(seq, at) }
          history.add(sample)
          for (const client of listening) client.message('SAMPLE', sample)
        }
      }

      measure()
      timers.every(10, measure)
      return timers.stop
    },
  })
}
