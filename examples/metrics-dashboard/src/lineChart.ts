import UPlot from 'uplot'
import type { Meter } from './meters'
import { noSeries, type Series, span } from './series'

export interface LineChart {
  /** Now, or when somebody can see it. */
  draw(series: Series): void
  destroy(): void
}

interface LineChartOptions {
  readonly meter: Meter
  /** With time and values beside it. */
  readonly hasAxes: boolean
}

/**
 * One line in a place that gives it its size and its colours: the line has the colour of the chart, the axes that of the place,
 * and the grid that of its border.
 */
export function createLineChart(place: HTMLElement, { meter, hasAxes }: LineChartOptions): LineChart {
  const styleOf = (chart: UPlot): CSSStyleDeclaration => getComputedStyle(chart.root.parentElement ?? chart.root)
  const ink = (chart: UPlot): string => getComputedStyle(chart.root).color
  const axis: UPlot.Axis = {
    show: hasAxes,
    font: '12px system-ui, sans-serif',
    stroke: (chart) => styleOf(chart).color,
    grid: { stroke: (chart) => styleOf(chart).borderTopColor, width: 1 },
    ticks: { show: false },
  }
  const size = (): { width: number; height: number } => ({ width: place.clientWidth, height: place.clientHeight })
  const chart = new UPlot(
    {
      ...size(),
      ms: 1,
      padding: hasAxes ? [8, 8, 0, 0] : [3, 0, 0, 0],
      cursor: { show: false },
      legend: { show: false },
      scales: {
        x: { range: (_, __, newest) => [newest - span, newest] },
        y: { range: (_, __, highest) => [0, Math.max(meter.top, highest)] },
      },
      axes: [
        { ...axis, size: 28, gap: 6, space: 64, values: (_, times) => times.map((time) => clockOf(time)) },
        { ...axis, size: 40, gap: 6, space: 28 },
      ],
      series: [
        {},
        {
          stroke: ink,
          fill: (chart) => `color-mix(in srgb, ${ink(chart)} 13%, transparent)`,
          width: 1.5,
          points: { show: false },
        },
      ],
    },
    [[], []],
    place,
  )
  let newest: Series = noSeries
  let isInSight = false

  function show(): void {
    if (isInSight) chart.setData([[...newest.times], [...newest.values]])
  }

  const sizes = new ResizeObserver(() => chart.setSize(size()))
  const sight = new IntersectionObserver((entries) => {
    isInSight = entries.at(-1)?.isIntersecting ?? false
    show()
  })
  sizes.observe(place)
  sight.observe(place)

  return {
    draw(series) {
      newest = series
      show()
    },
    destroy() {
      sizes.disconnect()
      sight.disconnect()
      chart.destroy()
    },
  }
}

function clockOf(time: number): string {
  return new Date(time).toTimeString().slice(0, 8)
}
