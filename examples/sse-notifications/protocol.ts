/** Who there is. */
export const users = ['ada', 'grace'] as const

export type User = (typeof users)[number]

export interface Notification {
  /** Made by whoever sent it; the server keeps a notification once, however often it comes. */
  readonly id: string
  readonly from: User
  readonly text: string
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number
  readonly isRead: boolean
}

export interface Job {
  readonly id: string
  readonly percent: number
  readonly state: 'running' | 'done'
}

/** The events of a user's stream. */
export interface ServerEvents {
  /** All there is: the first event for a newcomer, and for somebody who was away for longer than the log goes back. */
  inbox: { readonly notifications: readonly Notification[] }
  notification: Notification
  /** Some of them were read, here or in another tab. */
  read: { readonly ids: readonly string[] }
  /** How far a job of yours is. */
  job: Job
}
