import type { User } from '../protocol'
import { names } from './names'

/** Their name is always beside it. */
export function Avatar({ user }: { user: User }) {
  return (
    <span className="avatar" data-user={user} aria-hidden="true">
      {names[user].charAt(0)}
    </span>
  )
}
