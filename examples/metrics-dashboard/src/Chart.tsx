import { useEffect, useRef } from 'react'
import { createLineChart, type LineChart } from './lineChart'
import type { Meter } from './meters'
import type { Series } from './series'

interface ChartProps {
  series: Series
  meter: Meter
  hasAxes?: boolean
}

/** A line of the last half minute. What it shows stands beside it as text. */
export function Chart({ series, meter, hasAxes = false }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<LineChart>(null)

  useEffect(() => {
    if (!place.current) return
    const line = createLineChart(place.current, { meter, hasAxes })
    chart.current = line
    return () => line.destroy()
  }, [meter, hasAxes])

  useEffect(() => chart.current?.draw(series), [series])

  return <div ref={place} className="chart" data-axes={hasAxes} aria-hidden="true" />
}
