import type { Metric } from '../protocol'

/** How a metric is called and shown. */
export interface Meter {
  readonly label: string
  readonly unit: string
  /** The top of its scale, unless a value is higher. */
  readonly top: number
  /** From here on somebody should have a look. */
  readonly high: number
}

export const meters: Readonly<Record<Metric, Meter>> = {
  cpu: { label: 'CPU', unit: '%', top: 100, high: 85 },
  memory: { label: 'Memory', unit: '%', top: 100, high: 85 },
  latency: { label: 'Latency', unit: 'ms', top: 150, high: 120 },
  requests: { label: 'Requests', unit: '/s', top: 600, high: Infinity },
}

export const metrics: readonly Metric[] = ['cpu', 'memory', 'latency', 'requests']
