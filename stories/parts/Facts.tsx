import type { ReactElement, ReactNode } from 'react'

/** Names and what is known of them. */
export function Facts({ of }: { of: Readonly<Record<string, ReactNode>> }): ReactElement {
  return (
    <dl className="facts">
      {Object.entries(of).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
