import { useFold } from 'wirehooks'
import type { Notification, ServerEvents } from '../protocol'
import type { Feed } from './useFeed'

type News = ServerEvents['inbox' | 'notification' | 'read']

/** All notifications, oldest first, as the events make them. */
export function useNotifications(feed: Feed): readonly Notification[] {
  return useFold(feed, ['inbox', 'notification', 'read'], withNews, [])
}

/** A reducer. */
function withNews(all: readonly Notification[], news: News): readonly Notification[] {
  if ('notifications' in news) return news.notifications
  if ('ids' in news) return all.map((one) => (news.ids.includes(one.id) ? { ...one, isRead: true } : one))
  return [...all, news].slice(-50)
}
