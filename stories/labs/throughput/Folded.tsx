import { memo, useEffect } from 'react'
import { useEvent, useFold } from 'wirehooks'
import { Bars } from './Bars'
import { noTally, type Tally, withNumber } from './gauge'
import type { ReaderProps } from './Naive'
import type { Tick } from './ticker'

interface Folding {
  readonly levels: readonly number[]
  readonly tally: Tally
}

/** With a reader: a reducer deals with every message, and React hears of it once a frame. */
export const Folded = memo(function Folded({ feed, bars, gauge }: ReaderProps) {
  const { levels, tally } = useFold(feed, 'folded', add, startOf(bars))
  useEvent(feed, 'folded', gauge.heard)

  useEffect(() => gauge.dealtWith(tally), [tally, gauge])
  useEffect(() => gauge.rendered())
  return <Bars levels={levels} />
})

function startOf(bars: number): Folding {
  return { levels: Array.from({ length: bars }, () => 0), tally: noTally }
}

function add({ levels, tally }: Folding, { number, bar, level }: Tick): Folding {
  return { levels: levels.with(bar, level), tally: withNumber(tally, number) }
}
