import { useLatest } from 'wirehooks'
import type { Metrics } from './metrics'
import type { Feed } from './useFeed'
import type { Rates } from './useRates'

const words = {
  idle: 'Not connected',
  connecting: 'Connecting…',
  open: 'Live',
  reconnecting: 'Reconnecting…',
  closed: 'Closed',
  failed: 'Ended',
}

interface StatusBarProps {
  feed: Feed
  metrics: Metrics
  rates: Rates
}

export function StatusBar({ feed, metrics, rates }: StatusBarProps) {
  const { status } = feed
  const second = useLatest(feed, 'SAMPLE', ({ at }) => Math.floor(at / 1000))
  return (
    <div className="status-bar">
      <output className="status" data-status={status}>
        {words[status]}
      </output>
      <dl>
        <Fact name="messages/s" value={rates.messages} />
        <Fact name="renders/s" value={rates.renders} />
        <Fact name="received" value={metrics.received} />
        <Fact name="missed" value={metrics.missed} isBad={metrics.missed > 0} />
      </dl>
      <time>{second !== undefined && new Date(second * 1000).toTimeString().slice(0, 8)}</time>
    </div>
  )
}

function Fact({ name, value, isBad = false }: { name: string; value: number; isBad?: boolean }) {
  return (
    <div data-bad={isBad}>
      <dt>{name}</dt>
      <dd>{value.toLocaleString('en')}</dd>
    </div>
  )
}
