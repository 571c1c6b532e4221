import { useFold } from 'wirehooks'
import type { Notification } from '../protocol'
import type { Feed } from './useFeed'

/** All notifications, oldest first, as the events make them. */
export function useNotifications(feed: Feed): readonly Notification[] {
  return useFold(
    feed,
    ['inbox', 'notification', 'read'],
    (all: readonly Notification[], news, event) => {
      switch (event) {
        case 'inbox':
          return news.notifications
        case 'notification':
          return [...all, news].slice(-50)
        case 'read':
          return all.map((one) => (news.ids.includes(one.id) ? { ...one, isRead: true } : one))
      }
    },
    [],
  )
}
