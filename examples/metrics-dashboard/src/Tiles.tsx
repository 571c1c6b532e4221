import type { CSSProperties } from 'react'
import type { Metric } from '../protocol'
import { meters, metrics } from './meters'
import type { Host } from './metrics'
import { Reading } from './Reading'
import { mean, p95 } from './statistics'

interface TilesProps {
  hosts: readonly Host[]
  value: Metric
  onChange: (metric: Metric) => void
}

/** All hosts in four numbers, and which of them the charts show. */
export function Tiles({ hosts, value, onChange }: TilesProps) {
  return (
    <fieldset className="tiles">
      <legend className="unseen">What the charts show</legend>
      {metrics.map((metric) => (
        <label key={metric} className="tile">
          <input
            className="unseen"
            type="radio"
            name="metric"
            checked={metric === value}
            onChange={() => onChange(metric)}
          />
          <Tile metric={metric} newest={hosts.flatMap((host) => host[metric].values.at(-1) ?? [])} />
        </label>
      ))}
    </fieldset>
  )
}

function Tile({ metric, newest }: { metric: Metric; newest: readonly number[] }) {
  const meter = meters[metric]
  const [middle, most] = newest.length > 0 ? [mean(newest), p95(newest)] : []
  const part = (value = 0): number => Math.min(value / meter.top, 1)
  return (
    <span className="face">
      <span className="name">{meter.label}</span>
      <Reading value={middle} meter={meter} />
      <span className="p95">
        p95 <Reading value={most} meter={meter} />
      </span>
      <span
        className="gauge"
        style={{ '--mean': part(middle), '--p95': part(most) } as CSSProperties}
        aria-hidden="true"
      />
    </span>
  )
}
