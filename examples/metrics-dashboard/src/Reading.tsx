import type { Meter } from './meters'

/** A value and its unit. */
export function Reading({ value, meter }: { value: number | undefined; meter: Meter }) {
  return (
    <span className="reading" data-high={value !== undefined && value >= meter.high}>
      {value === undefined ? '–' : Math.round(value).toLocaleString('en')} <small>{meter.unit}</small>
    </span>
  )
}
