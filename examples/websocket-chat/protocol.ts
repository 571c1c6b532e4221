export interface Person {
  /** One per tab, so that two tabs are two people. Everybody in the room knows it. */
  readonly id: string
  readonly name: string
}

/** Who a tab says it is. */
export interface Self {
  /** A secret of this tab and the server: who has it, is this person. */
  readonly key: string
  readonly name: string
}

/** Why the server refuses a request. */
export interface Refused {
  readonly message: string
  /** Milliseconds after which the same request may be granted: it came too fast. */
  readonly retryAfter?: number
}

/** Something that was said, as the server keeps it. */
export interface Line {
  /** Grows by one with every line of the server, in whichever room. */
  readonly seq: number
  /** Made by whoever wrote it; the server keeps a line once, however often it comes. */
  readonly id: string
  readonly from: Person
  readonly text: string
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number
}

/** A person in a room. */
export interface Presence {
  readonly room: string
  readonly person: Person
}

/** What the server sends. */
export interface ServerEvents {
  /** The token is good. */
  READY: undefined
  /** Who you are to the others. */
  YOU: Person
  /** All rooms, and how many people are in each. */
  ROOMS: readonly { readonly name: string; readonly people: number }[]
  /** Who is in your room. */
  MEMBERS: readonly Person[]
  SAID: { readonly room: string; readonly line: Line }
  JOINED: Presence
  LEFT: Presence
  TYPING: Presence
}

/** What the page sends. A function is a request: its parameter is the data, and what it returns is the answer. */
export interface ClientEvents {
  /** The first message. On a bad token the server closes with 4401. */
  AUTH: Self & { readonly token: string }
  /** Leaves the room you are in for another, or comes back to it: `since` is the last line you have seen there. */
  ENTER(where: { readonly room: string; readonly since: number | null }): { readonly lines: readonly Line[] }
  /** The answer comes after the line is stored. */
  SAY(what: { readonly room: string; readonly id: string; readonly text: string }): { readonly seq: number }
  /** Sent again and again while somebody types; after a while without, they have stopped. */
  TYPING: { readonly room: string }
  /** Makes the server drop this link, as a broken network would. */
  HANG_UP: undefined
}
