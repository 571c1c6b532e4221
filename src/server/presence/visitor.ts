import type { PresenceLink } from './audience'

/** The client of one link: how to reach it, who it is, and what it may do. */
export interface Visitor {
  readonly link: PresenceLink
  /**
   * The key of a session that says to be `claimed`: the server may know better. `undefined` when it does not know this client,
   * or, without `claimed`, when it takes what clients say.
   */
  keyOf(claimed?: string): string | undefined
  authorize(request: AuthorizeRequest): boolean | Promise<boolean>
}

/** What somebody wants, whom the server may refuse. */
export interface AuthorizeRequest {
  /** Who it is; `undefined` when nobody knows. */
  readonly key: string | undefined
  /** The name of the channel. */
  readonly channel: string
  /** To be in the channel, or to look on. */
  readonly action: 'enter' | 'watch'
}
