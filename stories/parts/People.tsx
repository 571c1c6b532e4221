import type { ReactElement, ReactNode } from 'react'
import type { Person } from 'wirehooks'

declare module 'react' {
  interface CSSProperties {
    '--hue'?: number
  }
}

export interface PeopleProps<State> {
  /** Whose list it is. */
  label: string
  people: readonly Person<State>[]
  /** What is said of each, beside the name and whether they are there. */
  about?: (state: State) => ReactNode
}

/** Who is there; whoever is away or stale is pale. */
export function People<State>({ label, people, about }: PeopleProps<State>): ReactElement {
  return (
    <ul className="people" aria-label={label}>
      {people.length === 0 && <li className="quiet">Nobody else</li>}
      {people.map(({ key, state, status }) => (
        <li key={key} data-status={status}>
          <Avatar name={key} />
          <span>
            {key}
            {status === 'online' ? '' : ` (${status})`}
            {about ? ' ' : ''}
            {about?.(state)}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Avatar({ name }: { name: string }): ReactElement {
  return (
    <span className="avatar" aria-hidden="true" style={{ '--hue': hueOf(name) }}>
      {name.charAt(0)}
    </span>
  )
}

/** The same for the same name. */
export function hueOf(name: string): number {
  let hue = 0
  for (const letter of name) hue = (hue * 31 + (letter.codePointAt(0) ?? 0) * 47) % 360
  return hue
}
