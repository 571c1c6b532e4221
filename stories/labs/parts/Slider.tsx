import type { ReactElement } from 'react'

export interface SliderProps {
  label: string
  value: number
  min: number
  max: number
  step: number
  /** How the value reads. */
  says?: (value: number) => string
  onChange: (value: number) => void
}

export function Slider({ label, value, says = String, onChange, ...range }: SliderProps): ReactElement {
  return (
    <label className="slider">
      <span>{label}</span>
      <output>{says(value)}</output>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={says(value)}
        value={value}
        onChange={({ target }) => onChange(target.valueAsNumber)}
        {...range}
      />
    </label>
  )
}
