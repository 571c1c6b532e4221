import { useLatest } from 'wirehooks'
import type { Person } from '../protocol'
import { Avatar } from './Avatar'
import type { Chat } from './useChat'

export function People({ chat, me }: { chat: Chat; me: Person }) {
  const people = useLatest(chat, 'MEMBERS') ?? []

  return (
    <section className="people" aria-labelledby="people">
      <h2 id="people">Here now</h2>
      <ul data-stale={!chat.isOpen}>
        {people.map(({ id, name }) => (
          <li key={id} title={name}>
            <Avatar name={name} />
            <span className="name">{name}</span>
            {id === me.id && <span className="you">you</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
