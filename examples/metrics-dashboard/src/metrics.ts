import type { Backlog, Metric, Sample } from '../protocol'
import { append, noSeries, type Series } from './series'

/** All that is known of one host. */
export type Host = Readonly<Record<Metric, Series>>

/** What the samples add up to. */
export interface Metrics {
  /** Which run of the server counts them. */
  readonly run: string | null
  /** The number of the newest sample. */
  readonly last: number | null
  readonly received: number
  /** How many numbers were passed over: lost, if there are any. */
  readonly missed: number
  readonly hosts: ReadonlyMap<string, Host>
}

export const noMetrics: Metrics = { run: null, last: null, received: 0, missed: 0, hosts: new Map() }

const noHost: Host = { cpu: noSeries, memory: noSeries, latency: noSeries, requests: noSeries }

/** With what has arrived. A sample counts once, however often it comes. */
export function addTo(metrics: Metrics, data: Backlog | Sample): Metrics {
  if ('seq' in data) return add(metrics, [data])
  const { run, samples } = data
  return add(run === metrics.run ? metrics : { ...metrics, run, last: null }, samples)
}

function add(metrics: Metrics, samples: readonly Sample[]): Metrics {
  let { last, missed, received } = metrics
  const hosts = new Map(metrics.hosts)
  for (const sample of samples) {
    const { seq, host: name, metric } = sample
    if (last !== null && seq <= last) continue
    if (last !== null) missed += seq - last - 1
    last = seq
    received += 1
    const host = hosts.get(name) ?? noHost
    hosts.set(name, { ...host, [metric]: append(host[metric], sample) })
  }
  return received === metrics.received && metrics.last !== null
    ? metrics
    : { ...metrics, last, missed, received, hosts }
}
