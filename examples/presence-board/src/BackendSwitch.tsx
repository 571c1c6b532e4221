import { type BackendName, backends } from './backends'

interface BackendSwitchProps {
  value: BackendName
  onChange: (name: BackendName) => void
}

export function BackendSwitch({ value, onChange }: BackendSwitchProps) {
  return (
    <fieldset className="switch">
      <legend className="unseen">Backend</legend>
      {(Object.keys(backends) as BackendName[]).map((name) => (
        <label key={name}>
          <input
            className="unseen"
            type="radio"
            name="backend"
            checked={name === value}
            onChange={() => onChange(name)}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  )
}
