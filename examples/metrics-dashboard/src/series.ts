import type { Sample } from '../protocol'

/** How much of the past is kept and drawn, in milliseconds. */
export const span = 30_000

/** What was measured of one thing, oldest first, as a chart wants it. */
export interface Series {
  readonly times: readonly number[]
  readonly values: readonly number[]
}

export const noSeries: Series = { times: [], values: [] }

/** With one sample more, and without what has grown old by it. */
export function append({ times, values }: Series, { at, value }: Sample): Series {
  const from = Math.max(
    times.findIndex((time) => time > at - span),
    0,
  )
  return { times: [...times.slice(from), at], values: [...values.slice(from), value] }
}
