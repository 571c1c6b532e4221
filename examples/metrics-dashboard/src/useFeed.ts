import { useEffect, useEffectEvent } from 'react'
import { type ConnectionView, heartbeat, useFold, useWebSocket } from 'wirehooks'
import type { ClientEvents, ServerEvents } from '../protocol'
import { addTo, type Metrics, noMetrics } from './metrics'

export type Feed = ConnectionView<ServerEvents, ClientEvents>

/** The one connection, and what came over it. Whenever it opens, it goes on after the newest sample. */
export function useFeed(url: string): { feed: Feed; metrics: Metrics } {
  const feed = useWebSocket<ServerEvents, ClientEvents>(url, {
    wrappers: [heartbeat({ interval: 5000, timeout: 3000 })],
  })
  const metrics = useFold(feed, ['BACKLOG', 'SAMPLE'], addTo, noMetrics)

  const resume = useEffectEvent(() => {
    void feed.emit('RESUME', { run: metrics.run, since: metrics.last }, { ttl: 0 })
  })
  const { openedAt } = feed
  useEffect(() => {
    if (openedAt !== null) resume()
  }, [openedAt])

  return { feed, metrics }
}
