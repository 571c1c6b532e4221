import type { Job, Notification, ServerEvents, User } from '../../../examples/sse-notifications/protocol'

/** Something that happened, with the number that a stream goes on from. */
export interface InboxEvent {
  readonly id: string
  readonly name: keyof ServerEvents
  readonly data: unknown
}

/** What one user has, and the events that made it so. */
export interface Inbox {
  readonly notifications: readonly Notification[]
  readonly job: Job | null
  /** Keeps one; nothing when it is here already, because it was sent again. */
  notify(id: string, from: User, text: string): InboxEvent | null
  read(ids: readonly string[]): InboxEvent
  work(job: Job): InboxEvent
  /** What a stream begins with: the events after this one, or all there is. */
  since(id: string): readonly InboxEvent[]
}

/** Ids begin where no inbox before it ended. */
export function createInbox(first: number): Inbox {
  const before = String(first)
  const events: InboxEvent[] = []
  let notifications: readonly Notification[] = []
  let job: Job | null = null

  function add(name: InboxEvent['name'], data: unknown): InboxEvent {
    const event = { id: String(first + events.length + 1), name, data }
    events.push(event)
    return event
  }

  return {
    get notifications() {
      return notifications
    },
    get job() {
      return job
    },
    notify(id, from, text) {
      if (notifications.some((one) => one.id === id)) return null
      const notification = { id, from, text, at: Date.now(), isRead: false }
      notifications = [...notifications, notification].slice(-50)
      return add('notification', notification)
    },
    read(ids) {
      notifications = notifications.map((one) => (ids.includes(one.id) ? { ...one, isRead: true } : one))
      return add('read', { ids })
    },
    work(next) {
      job = next
      return add('job', next)
    },
    since(id) {
      const index = events.findIndex((event) => event.id === id)
      if (index >= 0 || id === before) return events.slice(index + 1)
      const inbox: InboxEvent = { id: events.at(-1)?.id ?? before, name: 'inbox', data: { notifications } }
      return job ? [{ ...inbox, name: 'job', data: job }, inbox] : [inbox]
    },
  }
}
