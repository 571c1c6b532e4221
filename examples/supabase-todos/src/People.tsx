import type { Person } from '../protocol'
import { Avatar } from './Avatar'

/** As many as there is room for on a phone. */
const most = 4

interface PeopleProps {
  people: readonly Person[]
  me: Person
  /** Who is here may have changed. */
  isStale: boolean
}

export function People({ people, me, isStale }: PeopleProps) {
  const shown = people.length > most ? most - 1 : most
  const rest = people.length - shown

  return (
    <ul className="people" aria-label="Here now" data-stale={isStale}>
      {people.map(({ id, name }, index) => {
        const text = id === me.id ? `${name} (you)` : name
        return (
          <li key={id} className={index < shown ? undefined : 'unseen'} title={text}>
            <Avatar name={name} />
            <span className="unseen">{text}</span>
          </li>
        )
      })}
      {rest > 0 && (
        <li aria-hidden="true">
          <span className="avatar rest">+{rest}</span>
        </li>
      )}
    </ul>
  )
}
