import type { Clock } from '../../transport/clock'
import type { Page } from './page'

/** Keeps all other pages from using what is stored under a name. */
export interface Exclusion {
  /** Finds out whether it still holds; tells `lost` at once if it does not. */
  check(): void
  /** Gives it up. Resolves once another page can have it. */
  release(): Promise<void>
}

/** What is told about a claim. Nothing is told before the claim was returned, and nothing after it was released. */
export interface ClaimEvents {
  /** From now on, until `lost`, nobody else uses what is stored under the name. */
  granted(): void
  /** Somebody else uses it. `granted` follows when they are gone. */
  taken(): void
  /**
   * It does not hold any more: the page slept for too long, or is put into the back/forward cache. It is asked for again;
   * `granted` or `taken` follows.
   */
  lost(): void
  /** It cannot be found out whether somebody else uses it. `granted` may follow. */
  failed(cause: unknown): void
}

export interface ExclusionParts {
  readonly name: string
  readonly page: Page
  readonly clock: Clock
  readonly events: ClaimEvents
  /** This way of keeping others out does not work on this page at all. */
  unusable(): void
}
