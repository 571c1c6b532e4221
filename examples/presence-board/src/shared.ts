import type { Person, PresenceView } from 'wirehooks'

/** What everybody on the board knows of everybody else. */
export type Shared = {
  readonly name: string
  /** What they left on the board; empty for nothing. */
  readonly note: string
  /** Where they point, as parts of the board's width and height; `null` when they point elsewhere. */
  readonly cursor: { readonly x: number; readonly y: number } | null
  readonly typing?: boolean
}

export type Presence = PresenceView<Shared>
export type Somebody = Person<Shared>
