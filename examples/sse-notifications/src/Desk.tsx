import { useState } from 'react'
import type { User } from '../protocol'
import { Banner } from './Banner'
import { Header } from './Header'
import { Inbox } from './Inbox'
import { JobPanel } from './JobPanel'
import { names } from './names'
import { SendForm } from './SendForm'
import { createSession } from './session'
import { StreamPanel } from './StreamPanel'
import { Toasts } from './Toasts'
import { useFeed } from './useFeed'
import { useNotifications } from './useNotifications'

export function Desk({ user }: { user: User }) {
  const [session] = useState(() => createSession(user))
  const feed = useFeed(session)
  const notifications = useNotifications(feed)
  const unread = notifications.filter(({ isRead }) => !isRead).length

  return (
    <>
      <title>{`${unread > 0 ? `(${unread}) ` : ''}${names[user]} · Notifications`}</title>
      <div className="top">
        <Header user={user} unread={unread} />
        <Banner feed={feed} />
      </div>
      <Toasts feed={feed} />
      <main className="desk">
        <div className="panels">
          <SendForm session={session} />
          <JobPanel session={session} feed={feed} />
          <StreamPanel session={session} feed={feed} />
        </div>
        <Inbox session={session} notifications={notifications} />
      </main>
    </>
  )
}
