import type { Connection } from '../connection/connection'
import type { Mark, Member, SharedState } from '../protocol/presence'
import type { Clock } from '../transport/clock'
import type { Delivery } from '../transport/delivery'
import type { WireError } from '../transport/error'

/** The part of a connection that presence needs. */
export interface PresenceConnection extends Pick<Connection, 'name' | 'store'> {
  /** Sends an event. */
  emit(event: never, ...data: never[]): Promise<Delivery>
  /** Calls `listener` with the data of every such event; returns what stops it. */
  on(event: never, listener: never): () => void
}

/**
 * How one kind of server keeps who is there. Called when the first user enters a channel; what it returns serves that
 * channel of that connection until the last user has left.
 */
export type PresenceBackend = (parts: BackendParts) => BackendSession

/** What a backend gets to work with. */
export interface BackendParts {
  /** What it sends and receives over. */
  readonly connection: PresenceConnection
  /** The name of the channel. */
  readonly channel: string
  /** Time and chance, as the presence has them. */
  readonly clock: Clock
  /** Milliseconds that somebody whose link broke is kept, where the server does not decide that. */
  grace(): number
  /** Where the backend reports what it hears of the others. */
  readonly sink: BackendSink
}

/** What this client tells the server about itself. */
export interface Me {
  /** Higher than in everything this client has said before in this session. */
  readonly version: number
  /** Who it is. */
  readonly key: string
  /** The state that it shares. */
  readonly state: SharedState
  /** The client is connected, but its person is inactive. */
  readonly away: boolean
}

/** One stay in a channel, from the first user to the last. */
export interface BackendSession {
  /**
   * A link has opened: enters with `me`, or asks for the others without being there (`null`). The answer is
   * `sink.replaced`, or `sink.refused`.
   */
  open(me: Me | null): void
  /**
   * Tells the server a newer state; called only after `open`. Resolves when the next one may be sent: to `true` when this
   * one was sent, to `false` when it was not and has to be sent again.
   */
  set(me: Me): Promise<boolean>
  /** Tells the server that this client is no longer there; called only while the link is open. */
  leave(version: number): void
  /** Ends the session: the backend must not call its sink after this. */
  stop(): void
}

/** What a backend reports. All times in the members are wall times of this client's own clock. */
export interface BackendSink {
  /**
   * Everybody who is there. Somebody who was there before and is missing now is gone after `grace` milliseconds, unless
   * something is heard of them. `self` is our own connection. `people` is how many people there are, where the server tells
   * of some of them only.
   */
  replaced(members: Iterable<Member>, grace: number, self?: Self, people?: number): void
  /** There are so many people now, where the server tells of some of them only. */
  counted(people: number): void
  /** These came, or share something new. */
  changed(members: Iterable<Member>): void
  /** These left by themselves, or the server says that they are gone. */
  left(marks: Iterable<Mark>): void
  /** The links of these broke: they are gone after `grace` milliseconds, unless something is heard of them. */
  dropped(marks: Iterable<Mark>, grace: number): void
  /**
   * These are still there. They are gone when that is not said again within `ttl` milliseconds. False when one of them is
   * not known, or only in an older version: then the backend should ask for everybody.
   */
  alive(marks: Iterable<Mark>, ttl: number): boolean
  /** The server has forgotten this client: `open` is called again. */
  expired(): void
  /** The server does not let this client in, or does not take its state (`too-large`). */
  refused(error: WireError): void
}

/** Who this client is to the others. */
export interface Self {
  /** The id of our own connection, as the others see it. */
  readonly id: string
  /** The key that the server knows us by; it may decide on another one than we sent. */
  readonly key: string
}
