import type { Clock } from '../../transport/clock'
import type { Claim, Claims } from '../claim'
import type { ClaimEvents } from '../claim/exclusion'
import type { Page } from '../claim/page'
import type { StorageLike } from './storageLike'
import type { StoredMessage } from './storedMessage'

/** The messages of one outbox in a storage, and the right to use them. */
export interface StoredLog extends Claim {
  /** What is stored there, as far as this page may use it. */
  read(): Promise<unknown>
  /** Stores these messages instead of the earlier ones; with none, deletes what is stored. */
  write(messages: readonly StoredMessage[]): Promise<void>
}

export interface StoredLogParts {
  readonly storage: StorageLike
  readonly key: string
  readonly clock: Clock
  readonly page: Page
  readonly claims: Claims
  /** Hears of the claim, which is requested at once. */
  readonly events: ClaimEvents
  /** What is stored is left out, because another tab may have sent it. */
  leftOut(): void
}
