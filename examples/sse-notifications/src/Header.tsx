import type { User } from '../protocol'
import { Avatar } from './Avatar'
import { names, otherThan } from './names'

export function Header({ user, unread }: { user: User; unread: number }) {
  const other = otherThan(user)
  return (
    <header>
      <Avatar user={user} />
      <h1>{names[user]}</h1>
      <a className="other" href={`?user=${other}`} target="_blank" rel="noopener">
        Open as {names[other]}
        <span aria-hidden="true"> ↗</span>
        <span className="unseen"> in a new tab</span>
      </a>
      <Bell unread={unread} />
    </header>
  )
}

/** Leads to the notifications, which are far down on no screen but a small one. */
function Bell({ unread }: { unread: number }) {
  return (
    <a className="bell" href="#inbox" aria-label={`Notifications, ${unread} unread`}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M6 16.500V10.500a6 6 0 0 1 12 0v6l1.500 2h-15zM10 21.500h4" />
      </svg>
      {unread > 0 && <span className="count">{unread}</span>}
    </a>
  )
}
