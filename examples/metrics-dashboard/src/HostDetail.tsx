import { Chart } from './Chart'
import { meters, metrics } from './meters'
import type { Host } from './metrics'
import { Reading } from './Reading'
import { p95 } from './statistics'

interface HostDetailProps {
  name: string
  host: Host
  onClose: () => void
}

/** One host, and all that is measured on it. */
export function HostDetail({ name, host, onClose }: HostDetailProps) {
  return (
    <section className="detail" aria-labelledby="detail">
      <header>
        <h2 id="detail">{name}</h2>
        <button onClick={onClose}>Close</button>
      </header>
      <div className="panels">
        {metrics.map((metric) => (
          <figure key={metric}>
            <figcaption>
              <span className="name">{meters[metric].label}</span>
              <Reading value={host[metric].values.at(-1)} meter={meters[metric]} />
              <span className="p95">
                p95 <Reading value={p95(host[metric].values)} meter={meters[metric]} />
              </span>
            </figcaption>
            <Chart series={host[metric]} meter={meters[metric]} hasAxes />
          </figure>
        ))}
      </div>
    </section>
  )
}
