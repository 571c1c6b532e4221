import { memo, useEffect, useRef, useState } from 'react'
import { Bars } from './Bars'
import type { Feed } from './feed'
import { type Gauge, noTally, withNumber } from './gauge'
import type { Tick } from './ticker'

export interface ReaderProps {
  feed: Feed
  bars: number
  gauge: Gauge
}

/** As it is often written: every message sets state, and an effect deals with the last one. */
export const Naive = memo(function Naive({ feed, bars, gauge }: ReaderProps) {
  const [last, setLast] = useState<Tick | null>(null)
  const [levels, setLevels] = useState(() => Array.from({ length: bars }, () => 0))
  const tally = useRef(noTally)

  useEffect(() => {
    return feed.on('naive', (tick) => {
      gauge.heard()
      setLast(tick)
      setLevels((levels) => levels.with(tick.bar, tick.level))
    })
  }, [feed, gauge])

  useEffect(() => {
    if (!last) return
    tally.current = withNumber(tally.current, last.number)
    gauge.dealtWith(tally.current)
  }, [last, gauge])

  useEffect(() => gauge.rendered())
  return <Bars levels={levels} />
})
