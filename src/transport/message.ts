/** A message that arrived: the name its codec found, and its data. */
export interface Message<Event extends string = string, Data = unknown> {
  readonly event: Event
  readonly data: Data
  /** The id the server gave it, where the transport has one (Server-Sent Events). */
  readonly id?: string
}

/** What a link hands up: a message, or the answer to a request (`replyTo` is the request's id). */
export interface IncomingMessage extends Message {
  readonly replyTo?: string
  /** Set on an answer that refuses the request; `request` then rejects with the code `rejected`. */
  readonly error?: unknown
}

/** What goes down. Without an `event`, `data` is the whole message as the codec should write it. */
export interface OutgoingMessage {
  readonly event?: string
  readonly data: unknown
  /** The id of a request; the answer carries it back. */
  readonly id?: string
}
