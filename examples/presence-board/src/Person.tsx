import { Avatar } from './Avatar'
import type { Somebody } from './shared'

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

export function Person({ person, isSelf = false }: { person: Somebody; isSelf?: boolean }) {
  const { state, status, since, connections } = person
  return (
    <li data-status={status}>
      <Avatar person={person} />
      <div className="words">
        <p className="name">
          {state.name}
          {isSelf && <span className="you"> (you)</span>}
        </p>
        <p className="facts">
          {status}
          {since > 0 && ` · since ${clock.format(since)}`}
          {connections > 1 && ` · ${connections} tabs`}
        </p>
        {state.note && <p className="note">{state.note}</p>}
      </div>
    </li>
  )
}
