import { type ReactElement, useEffect, useRef } from 'react'
import { createPlot, type Plot, type PlotOptions } from './plot'

export interface PlotViewProps extends Pick<PlotOptions, 'kind' | 'ends'> {
  ys: readonly number[]
  /** What it shows, for those who cannot see it. */
  label: string
  hasAxes?: boolean
  nameX?: (x: number) => string
}

export function PlotView({ kind, ends, ys, label, hasAxes = false, nameX = String }: PlotViewProps): ReactElement {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot>(null)
  const first = useRef({ kind, ends, hasAxes, nameX })

  useEffect(() => {
    if (!place.current) return
    const made = createPlot(place.current, first.current)
    plot.current = made
    return () => made.destroy()
  }, [])

  // With every render: another theme changes nothing but the colours.
  useEffect(() => plot.current?.draw(ys, ends))

  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a canvas that is drawn to is no file
  return <div ref={place} className="plot" role="img" aria-label={label} />
}
