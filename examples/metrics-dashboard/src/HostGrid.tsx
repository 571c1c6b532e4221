import { useState } from 'react'
import type { Metric } from '../protocol'
import { HostCard } from './HostCard'
import { meters } from './meters'
import type { Host } from './metrics'

interface HostGridProps {
  hosts: ReadonlyMap<string, Host>
  metric: Metric
  chosen: string | null
  onChoose: (name: string) => void
}

/** One metric of all hosts whose name has what was typed. */
export function HostGrid({ hosts, metric, chosen, onChoose }: HostGridProps) {
  const [filter, setFilter] = useState('')
  const found = [...hosts]
    .filter(([name]) => name.includes(filter.trim().toLowerCase()))
    .toSorted(([one], [other]) => one.localeCompare(other, 'en'))

  return (
    <section className="hosts" aria-labelledby="hosts">
      <header>
        <h2 id="hosts">
          {meters[metric].label} of {found.length === 1 ? '1 host' : `${found.length} hosts`}
        </h2>
        <input
          type="search"
          aria-label="Filter hosts"
          placeholder="Filter hosts"
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
        />
      </header>
      <div className="grid">
        {found.map(([name, host]) => (
          <HostCard
            key={name}
            name={name}
            series={host[metric]}
            meter={meters[metric]}
            isChosen={name === chosen}
            onChoose={onChoose}
          />
        ))}
      </div>
    </section>
  )
}
