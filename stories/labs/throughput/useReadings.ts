import { useEffect, useState } from 'react'
import type { Turn } from './feed'
import { createGauge, type Gauge, noReading, type Reading } from './gauge'

export type PerTurn<T> = Readonly<Record<Turn, T>>

/** How often they are shown, in milliseconds. */
const every = 500

/** A gauge for each, and what they say. The time of a frame counts for whoever has the turn. */
export function useReadings(turn: Turn): { gauges: PerTurn<Gauge>; readings: PerTurn<Reading> } {
  const [gauges] = useState(() => ({ naive: createGauge(), folded: createGauge() }))
  const [readings, setReadings] = useState<PerTurn<Reading>>({ naive: noReading, folded: noReading })

  useEffect(() => {
    const gauge = gauges[turn]
    let last = performance.now()
    let readAt = last
    gauge.read(every)

    let next = requestAnimationFrame(function look(now) {
      gauge.frame(now - last)
      last = now
      if (now - readAt >= every) {
        const reading = gauge.read(now - readAt)
        readAt = now
        setReadings((readings) => ({ ...readings, [turn]: reading }))
      }
      next = requestAnimationFrame(look)
    })
    return () => cancelAnimationFrame(next)
  }, [gauges, turn])

  return { gauges, readings }
}
