import { memo } from 'react'
import { Chart } from './Chart'
import type { Meter } from './meters'
import { Reading } from './Reading'
import type { Series } from './series'
import { p95 } from './statistics'

interface HostCardProps {
  name: string
  series: Series
  meter: Meter
  isChosen: boolean
  onChoose: (name: string) => void
}

/** It renders when its own host has said something. */
export const HostCard = memo(function HostCard({ name, series, meter, isChosen, onChoose }: HostCardProps) {
  return (
    <button className="host" aria-pressed={isChosen} onClick={() => onChoose(name)}>
      <span className="name">{name}</span>
      <Reading value={series.values.at(-1)} meter={meter} />
      <Chart series={series} meter={meter} />
      <span className="p95">
        p95 <Reading value={p95(series.values)} meter={meter} />
      </span>
    </button>
  )
})
