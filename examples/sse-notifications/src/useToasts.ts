import { useState } from 'react'
import { useEvent } from 'wirehooks'
import type { Notification } from '../protocol'
import type { Feed } from './useFeed'

/** The oldest go when there are more. */
const most = 4

interface Toasts {
  readonly toasts: readonly Notification[]
  dismiss(id: string): void
}

/** Whatever arrives while the page is here, also what it missed while the stream was away; not what was there before. */
export function useToasts(feed: Feed): Toasts {
  const [toasts, setToasts] = useState<readonly Notification[]>([])

  useEvent(feed, 'notification', (notification) => setToasts((all) => [...all, notification].slice(-most)))
  useEvent(feed, 'read', ({ ids }) => setToasts((all) => all.filter(({ id }) => !ids.includes(id))))

  return { toasts, dismiss: (id) => setToasts((all) => all.filter((toast) => toast.id !== id)) }
}
