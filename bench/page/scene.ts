export interface Tick {
  id: number
  key: string
  value: number
}

export type Message = { type: 'tick'; payload: Tick } | { type: 'end' }

/** What everybody shares in a crowd. */
export interface Shared {
  name: string
  cursor: { x: number; y: number }
}

/** What the server says of a crowd, as PROTOCOL.md has it. */
export type CrowdMessage = { type: 'presence'; payload: CrowdFrame } | { type: 'end' }

type CrowdFrame = { kind: 'entered' } | { kind: 'state'; members: Someone[] } | { kind: 'diff'; set: Someone[] }

/** Who came or changed. */
export function changedIn(frame: CrowdFrame): readonly Someone[] {
  if (frame.kind === 'entered') return []
  return frame.kind === 'state' ? frame.members : frame.set
}

export interface Someone {
  id: string
  state: Shared
}

/** What a contestant is told, and what it has to tell. */
export interface Scene {
  url: string
  /** How many rows to show, or how many hooks to mount. */
  size: number
  /** Every hook says so when its connection is open. */
  opened(): void
  /** Called for every message (the end is one too), from a plain callback where there is one. */
  saw(): void
  /** A component rendered; for `raw`, it wrote to the document. */
  rendered(name?: string): void
  /** The last message was seen. For `first`: the message is in the document. */
  ended(): void
  /** Handed over by the contestant, to send one event. */
  send?: (data: Tick) => void
}

/** Starts in an element, returns how to stop. */
export type Mount = (element: HTMLElement, scene: Scene) => () => void

/** Each contestant plays the same scenes, as its users would write them. One it cannot play, it leaves out. */
export interface Contestant {
  /** Folds every message into one state and shows it. */
  fold?: Mount
  /** `fold` over Server-Sent Events. */
  events?: Mount
  /** `fold` over Socket.IO. */
  packets?: Mount
  /** Keeps every message in a list and shows its length. */
  list?: Mount
  /** `size` components, each showing the latest value of its own key, from one connection. */
  rows?: Mount
  /** The same, and every component asks for the connection itself. */
  rowsWithHooks?: Mount
  /** Shows where the cursor of one of many is, who is called as `one` says. */
  crowd?: Mount
  /** Hands over `send`. */
  sender?: Mount
  /** `size` components, each with its own hook on the same URL, showing the status. */
  hooks?: Mount
  /** Shows the first message. */
  first?: Mount
}

/** The one of a crowd that is looked at. */
export const one = 'k17'

export const keysOf = (size: number) => Array.from({ length: size }, (_, index) => `k${index}`)

export interface Fold {
  count: number
  sum: number
}

export const empty: Fold = { count: 0, sum: 0 }

export const add = (fold: Fold, data: Tick): Fold => ({ count: fold.count + 1, sum: fold.sum + data.value })

/** The most that is kept by `list`: all of a burst. */
export const limit = 20_000
