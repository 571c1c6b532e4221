import type { ReactElement, ReactNode } from 'react'
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet gives nothing
import './choice.css'

interface ChoiceProps {
  name: string
  /** When to take it. */
  when: string
  /** What it does and needs. */
  facts: Readonly<Record<string, string>>
  /** A live demo. */
  children: ReactNode
}

/** A row of a decision table. */
export function Choice({ name, when, facts, children }: ChoiceProps): ReactElement {
  return (
    <section className="choice story sb-unstyled" aria-label={name}>
      <div className="choice-words">
        <h3>{name}</h3>
        <p>{when}</p>
        <dl>
          {Object.entries(facts).map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div className="choice-demo">{children}</div>
    </section>
  )
}
