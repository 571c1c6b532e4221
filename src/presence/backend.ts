import type { Connection } from '../connection/connection'
import type { Mark, Member } from '../protocol/presence'
import type { Clock } from '../transport/clock'
import type { WireError } from '../transport/error'

/** The part of a connection that presence needs. */
export interface PresenceConnection extends Pick<Connection, 'name' | 'store'> {
  /** Sends an event. */
  emit(event: never, ...data: never[]): unknown
  /** Calls `listener` for every such event; returns what stops it. */
  on(event: never, listener: never): () => void
}

/** How one kind of server keeps who is there: one channel of one connection, for as long as somebody wants it. */
export type PresenceBackend = (parts: BackendParts) => BackendSession

/** What a backend gets to work with. */
export interface BackendParts {
  /** What it goes over. */
  readonly connection: PresenceConnection
  /** Which channel. */
  readonly channel: string
  /** The time, as the connection has it. */
  readonly clock: Clock
  /** Milliseconds somebody whose link broke is kept, where the server does not say. */
  grace(): number
  /** Who is to hear of the others. */
  readonly sink: BackendSink
}

/** What this client says of itself. */
export interface Me {
  /** Higher with everything it says. */
  readonly version: number
  /** Who it is. */
  readonly key: string
  /** What it shares. */
  readonly state: unknown
  /** It is there, and does something else. */
  readonly away: boolean
}

/** One stay in a channel, from the first user to the last. */
export interface BackendSession {
  /** A link is open: enters, or only looks on. The answer is `replaced`. */
  open(me: Me | null): void
  /** Says something new; only after `open`. Resolves when the next may be said, and to `false` when this was not. */
  set(me: Me): Promise<boolean>
  /** Is no longer there; only while the link is open. */
  leave(version: number): void
  /** Hears no more. */
  stop(): void
}

/** What a backend reports. The members it names carry our own wall time. */
export interface BackendSink {
  /** Everybody who is there. Whoever is missing is gone after `grace` milliseconds. `self` is our own connection. */
  replaced(members: Iterable<Member>, grace: number, self?: Self): void
  /** They came, or say something new. */
  changed(members: Iterable<Member>): void
  /** They left by themselves, or the server says that they are gone. */
  left(marks: Iterable<Mark>): void
  /** Their links broke: they are gone in so many milliseconds, unless something is heard of them. */
  dropped(marks: Iterable<Mark>, grace: number): void
  /** They are gone when this is not said again for `ttl` milliseconds. False when some of them are not known so. */
  alive(marks: Iterable<Mark>, ttl: number): boolean
  /** The server forgot us: `open` is called once more. */
  expired(): void
  /** The server does not let us in, or does not answer. */
  refused(error: WireError): void
}

/** Who this client is to the others. */
export interface Self {
  /** Of our own connection, as the others see it. */
  readonly id: string
  /** The key that the server knows us by. */
  readonly key: string
}

/** 128 random bits as text, also where a page was not loaded over TLS. */
export function randomId(): string {
  return String(crypto.getRandomValues(new Uint32Array(4)))
}
