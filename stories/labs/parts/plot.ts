import UPlot from 'uplot'

export interface PlotOptions {
  readonly kind: 'bars' | 'line'
  /** Both axes begin at 0 and end here. */
  readonly ends: readonly [x: number, y: number]
  readonly hasAxes: boolean
  readonly nameX: (x: number) => string
}

export interface Plot {
  draw(ys: readonly number[], ends: readonly [x: number, y: number]): void
  destroy(): void
}

/**
 * One series over 0, 1, 2 …, in a place that gives it its size and its colours: the series has the colour of the chart, the axes
 * have that of the place, and the grid that of its border.
 */
export function createPlot(place: HTMLElement, { kind, ends: initial, hasAxes, nameX }: PlotOptions): Plot {
  let ends = initial
  const ink = (plot: UPlot): string => getComputedStyle(plot.root).color
  const styleOf = (plot: UPlot): CSSStyleDeclaration => getComputedStyle(plot.root.parentElement ?? plot.root)
  const axis: UPlot.Axis = {
    show: hasAxes,
    font: '12px system-ui, sans-serif',
    stroke: (plot) => styleOf(plot).color,
    grid: { stroke: (plot) => styleOf(plot).borderTopColor, width: 1 },
    ticks: { show: false },
  }
  const size = (): { width: number; height: number } => ({ width: place.clientWidth, height: place.clientHeight })
  const bars = UPlot.paths.bars?.({ size: [0.82, 60], align: 1, radius: 0.12 })
  const plot = new UPlot(
    {
      ...size(),
      padding: hasAxes ? [10, 10, 0, 0] : [2, 0, 0, 0],
      cursor: { show: false },
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [0, ends[0]] },
        y: { range: () => [0, ends[1]] },
      },
      axes: [
        { ...axis, size: 28, gap: 6, values: (_, xs) => xs.map((x) => nameX(x)) },
        { ...axis, size: 48, gap: 6, values: (_, ys) => ys.map((y) => y.toLocaleString('en')) },
      ],
      series: [
        {},
        {
          stroke: ink,
          fill: (plot) => (kind === 'bars' ? ink(plot) : `color-mix(in srgb, ${ink(plot)} 13%, transparent)`),
          width: kind === 'bars' ? 0 : 1.5,
          points: { show: false },
          ...(kind === 'bars' && bars ? { paths: bars } : {}),
        },
      ],
    },
    [[], []],
    place,
  )
  const observer = new ResizeObserver(() => plot.setSize(size()))
  observer.observe(place)

  return {
    draw(ys, newEnds) {
      ends = newEnds
      plot.setData([ys.map((_, x) => x), [...ys]])
    },
    destroy() {
      observer.disconnect()
      plot.destroy()
    },
  }
}
