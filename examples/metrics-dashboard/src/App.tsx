import { useState } from 'react'
import type { Metric } from '../protocol'
import { HostDetail } from './HostDetail'
import { HostGrid } from './HostGrid'
import { StatusBar } from './StatusBar'
import { Tiles } from './Tiles'
import { useFeed } from './useFeed'
import { usePausable } from './usePausable'
import { useRates } from './useRates'

/** It renders with every frame in which a sample came; who has none of their own does not. */
export function App({ url }: { url: string }) {
  const { feed, metrics } = useFeed(url)
  const rates = useRates(feed)
  const { shown, isPaused, pause, goOn } = usePausable(metrics.hosts)
  const [metric, setMetric] = useState<Metric>('cpu')
  const [chosen, setChosen] = useState<string | null>(null)
  const detail = chosen === null ? undefined : shown.get(chosen)

  return (
    <div className="dashboard">
      <header className="top">
        <h1>Fleet</h1>
        <StatusBar feed={feed} metrics={metrics} rates={rates} />
        <div className="actions">
          <button onClick={isPaused ? goOn : pause}>{isPaused ? 'Go on' : 'Pause'}</button>
          <button
            title="The server drops this page’s connection, as a broken network would"
            aria-disabled={!feed.isOpen}
            onClick={() => void feed.emit('HANG_UP', undefined, { ttl: 0 })}
          >
            Cut my link
          </button>
        </div>
      </header>
      <main>
        <Tiles hosts={[...shown.values()]} value={metric} onChange={setMetric} />
        {chosen !== null && detail && <HostDetail name={chosen} host={detail} onClose={() => setChosen(null)} />}
        <HostGrid hosts={shown} metric={metric} chosen={chosen} onChoose={setChosen} />
      </main>
    </div>
  )
}
