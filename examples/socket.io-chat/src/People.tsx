import type { Person } from '../protocol'
import { Avatar } from './Avatar'

interface PeopleProps {
  people: readonly Person[]
  me: string
  /** We are not connected, and they may have gone. */
  isStale: boolean
}

export function People({ people, me, isStale }: PeopleProps) {
  return (
    <section className="people" aria-labelledby="people">
      <h2 id="people">Here now</h2>
      <ul data-stale={isStale}>
        {people.map(({ name }) => (
          <li key={name} title={name}>
            <Avatar name={name} />
            <span className="name">{name}</span>
            {name === me && <span className="you">you</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
