/** A message that arrived: the name its codec found, and its data. */
export interface Message<Event extends string = string, Data = unknown> {
  /** The name its codec found, or `message`. */
  readonly event: Event
  /** What it says. */
  readonly data: Data
  /** The id the server gave it, where the transport has one (Server-Sent Events). */
  readonly id?: string
}

/** A message as a link receives it. */
export interface IncomingMessage extends Message {
  /**
   * Set where it has the form of an answer. It is one when somebody waits for it; otherwise it is a message like any
   * other.
   */
  readonly reply?: Reply
}

/** The answer to a request. */
export interface Reply {
  /** The id of the request that it answers. */
  readonly to: string
  /** What it says. */
  readonly data: unknown
  /** Set on an answer that refuses the request; `request` then rejects with the code `rejected`. */
  readonly error?: unknown
}

/** A message that is to be sent. Without an `event`, `data` is the whole message as the codec should write it. */
export interface OutgoingMessage {
  /** The name of the event. */
  readonly event?: string
  /** What it says. */
  readonly data: unknown
  /** The id of a request; the answer carries it back. */
  readonly id?: string
}
