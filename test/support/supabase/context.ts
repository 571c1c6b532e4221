import type { Authority } from './authority'
import type { Feed } from './changes/feed'
import type { Channel } from './channels/channel'
import type { Hub } from './channels/hub'
import type { Rosters } from './channels/presence'
import type { RateLimit } from './channels/rateWindow'
import type { FaultState } from './faults'
import type { Journal } from './journal'
import type { Claims } from './token'

/** Whether somebody may do this in a private topic. */
export type Authorize = (topic: string, claims: Claims, action: 'read' | 'write') => boolean | Promise<boolean>

/** What the parts of one backend share. */
export interface Context {
  readonly authority: Authority
  readonly authorize: Authorize
  /** `null` without a database. */
  readonly feed: Feed | null
  readonly hub: Hub<Channel>
  readonly rosters: Rosters<Channel>
  readonly journal: Journal
  readonly faults: FaultState
  readonly options: {
    readonly presenceLimit: RateLimit | null
    /** How long a refusal of a join waits, in milliseconds. */
    readonly joinErrorDelay: number
  }
}
