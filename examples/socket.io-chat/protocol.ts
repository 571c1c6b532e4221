export interface Person {
  readonly name: string
}

export interface RoomInfo {
  readonly name: string
  /** Not everybody may enter. */
  readonly isPrivate: boolean
}

/** Something that was said, as the server keeps it. */
export interface Line {
  /** Made by whoever wrote it; the server keeps a line once, however often it comes. */
  readonly id: string
  readonly from: Person
  readonly text: string
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number
}

/** How the server acknowledges: with what was asked for, or with why not. */
export type Answer<Content = unknown> = ({ readonly ok: true } & Content) | Refused

export interface Refused {
  readonly ok: false
  /** For people. */
  readonly reason: string
  /** Worth another try after this many milliseconds. */
  readonly retryAfter?: number
}

type Acknowledge<Content = unknown> = (answer: Answer<Content>) => void

export interface ServerToClientEvents {
  /** At the beginning of every link. */
  welcome(here: { readonly server: string; readonly rooms: readonly RoomInfo[] }): void
  joined(room: string, person: Person): void
  left(room: string, person: Person): void
  said(room: string, line: Line): void
  typing(room: string, person: Person): void
}

export interface ClientToServerEvents {
  /** From the members on, `joined` and `left` tell what changes. */
  join(room: string, acknowledge: Acknowledge<{ readonly members: readonly Person[] }>): void
  leave(room: string): void
  /** What was said lately in a room that one is in. */
  history(room: string, acknowledge: Acknowledge<{ readonly lines: readonly Line[] }>): void
  /** The answer comes after the line is kept. */
  say(
    room: string,
    line: { readonly id: string; readonly text: string },
    acknowledge: Acknowledge<{ readonly id: string; readonly at: number }>,
  ): void
  /** Sent again and again while somebody types; after a while without, they have stopped. */
  typing(room: string): void
  /** Makes the server drop this link, as a broken network would. */
  hangUp(): void
}
