/** The one event of the protocol, both ways; its data is a frame. PROTOCOL.md says what each frame means. */
export const presenceEvent = 'presence'

/** One connection of somebody who is in a channel, as it goes over the wire. */
export interface Member {
  /** Public, and the same over all links of that connection. */
  readonly id: string
  /** Counts what that connection said, over all its links: of two that differ, the higher one is the newer one. */
  readonly version: number
  /** Who it is. Several connections of one person have the same key. */
  readonly key: string
  /** What they share. */
  readonly state: unknown
  /** They are there, and do something else. */
  readonly away?: boolean | undefined
  /** When they came: wall time of the server, in milliseconds. */
  readonly since: number
  /** When they last changed anything: wall time of the server, in milliseconds. */
  readonly at: number
}

/** A member without what it shares: enough to say what became of it. A newer version is not meant. */
export type Mark = readonly [id: string, version: number]

/** What a client says. */
export type ClientFrame =
  | {
      readonly kind: 'enter'
      readonly channel: string
      /** Known to this client and its servers alone: the `id` is made of it, so that nobody can speak for another. */
      readonly session: string
      readonly version: number
      readonly key: string
      readonly state: unknown
      readonly away?: boolean | undefined
    }
  | {
      readonly kind: 'set'
      readonly channel: string
      readonly version: number
      readonly state: unknown
      readonly away?: boolean | undefined
    }
  /** Wants to hear of everybody: without being there, or once more after something was missed. */
  | { readonly kind: 'watch'; readonly channel: string }
  /** Is no longer there, and wants to hear no more. */
  | { readonly kind: 'leave'; readonly channel: string; readonly version: number }

/** What a server says. */
export type ServerFrame = StateFrame | DiffFrame | RefusedFrame

/** Everybody. It replaces what was known. */
export interface StateFrame extends Counted {
  readonly kind: 'state'
  readonly channel: string
  /** To those who entered: who they are to the others. */
  readonly self?: { readonly id: string; readonly key: string } | undefined
  /** Wall time of the server, in milliseconds. */
  readonly now: number
  readonly members: readonly Member[]
  /** How long those are kept who are missing, though they were there before, in milliseconds. */
  readonly grace: number
  /** As in a diff. */
  readonly ttl?: number | undefined
}

/** What changed, in this order. */
export interface DiffFrame extends Counted {
  readonly kind: 'diff'
  readonly channel: string
  /** They came, or changed. */
  readonly set?: readonly Member[] | undefined
  /** They are gone. */
  readonly left?: readonly Mark[] | undefined
  /** Their links broke: they are gone after `grace` milliseconds, unless they come back. */
  readonly dropped?: readonly Mark[] | undefined
  readonly grace?: number | undefined
  /** They are still there. */
  readonly alive?: readonly Mark[] | undefined
  /** Of a server that does not count its changes: a member who is in no `set` and no `alive` for so many milliseconds is gone. */
  readonly ttl?: number | undefined
}

/** Of a server that counts its changes: a client that misses one asks for the whole list of members. */
interface Counted {
  /** Changes when the server begins to count anew. */
  readonly epoch?: string | undefined
  /** How many changes there were in this epoch, with those in this frame. */
  readonly revision?: number | undefined
  /** Of a diff: how many there were before it. */
  readonly from?: number | undefined
}

export interface RefusedFrame {
  readonly kind: 'refused'
  readonly channel: string
  /**
   * - `expired`: the server forgot this client: it may enter again, with a higher version.
   * - `too-large`: the state is too large; the last one stays.
   * - `forbidden`, `bad-request`: it is not let in.
   */
  readonly code: 'expired' | 'too-large' | 'forbidden' | 'bad-request'
  readonly message: string
}

export function markOf({ id, version }: Member): Mark {
  return [id, version]
}

/** What came over a wire is a member. */
export function isMember(value: unknown): value is Member {
  const { id, version, key, since, at } = Object(value) as Record<string, unknown>
  return isText(id) && isText(key) && [version, since, at].every(Number.isFinite)
}

/** Names are short texts. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 256
}
