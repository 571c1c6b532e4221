import { useId } from 'react'
import type { Notification } from '../protocol'
import { Avatar } from './Avatar'
import { names } from './names'
import { Problem } from './Problem'
import type { Session } from './session'
import { useRequest } from './useRequest'

interface InboxProps {
  session: Session
  notifications: readonly Notification[]
}

/** The newest first. What was read the server tells, as an event: to all tabs. */
export function Inbox({ session, notifications }: InboxProps) {
  const { problem, send } = useRequest(session)
  const unread = notifications.filter(({ isRead }) => !isRead).map(({ id }) => id)

  function markAsRead(ids: readonly string[]) {
    if (ids.length > 0) void send(`/users/${session.user}/read`, { ids })
  }

  return (
    <section id="inbox" className="inbox" aria-labelledby="inbox-title" tabIndex={-1}>
      <div className="row">
        <h2 id="inbox-title">Notifications</h2>
        <button className="small" aria-disabled={unread.length === 0} onClick={() => markAsRead(unread)}>
          Mark all as read
        </button>
      </div>
      <Problem text={problem} />
      {notifications.length === 0 && <p className="empty">Nothing yet.</p>}
      <ol>
        {notifications.toReversed().map((notification) => (
          <Item key={notification.id} notification={notification} onRead={() => markAsRead([notification.id])} />
        ))}
      </ol>
    </section>
  )
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

function Item({ notification, onRead }: { notification: Notification; onRead: () => void }) {
  const { from, text, at, isRead } = notification
  const time = new Date(at)
  const textId = useId()
  return (
    <li className="item" data-read={isRead}>
      <Avatar user={from} />
      <p className="details">
        <span className="author">{names[from]}</span>
        <time dateTime={time.toISOString()}>{clock.format(time)}</time>
      </p>
      <p className="text" id={textId}>
        {text}
      </p>
      {/* It stays, so that the focus does. */}
      <button className="small" aria-describedby={textId} aria-disabled={isRead} onClick={() => !isRead && onRead()}>
        {isRead ? 'Read' : 'Mark as read'}
      </button>
    </li>
  )
}
