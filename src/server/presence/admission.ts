import type { Visitor } from './visitor'

/** Decides whether the client of a link may enter or watch one channel, and as who. */
export interface Admission {
  /** Resolves to the key that a session enters with, which may be another one than it claims, or to why it may not. */
  enter(claimed: string): Promise<Verdict<string>>
  /** @param known The key of the session that watches, where it has entered before. */
  watch(known: string | undefined): Promise<Verdict<string | undefined>>
}

export type Verdict<Key> = Admitted<Key> | Refusal

export interface Admitted<Key> {
  readonly isAdmitted: true
  readonly key: Key
  /** When the application was asked, as `performance.now()` has it: an eviction after that is newer than the answer. */
  readonly askedAt: number
}

interface Refusal {
  readonly isAdmitted: false
  readonly reason: string
}

export interface AdmissionParts {
  /** The name of the channel. */
  channel: string
  visitor: Visitor
  /** Resolves when the rate limit of the link lets another question through. */
  waitForTurn(): Promise<void>
  /** Whether the link has left the channel: then the application is not asked any more. */
  isClosed(): boolean
  failed(cause: unknown): void
}

export function createAdmission(parts: AdmissionParts): Admission {
  const { channel, visitor, waitForTurn, isClosed, failed } = parts

  async function ask<Key extends string | undefined>(key: Key, action: 'enter' | 'watch'): Promise<Verdict<Key>> {
    await waitForTurn()
    const askedAt = performance.now()
    if (!isClosed() && (await isAuthorized(key, action))) return { isAdmitted: true, key, askedAt }
    return refusal(`The server does not let you ${action} this channel`)
  }

  /** Nobody is let in by an error. */
  async function isAuthorized(key: string | undefined, action: 'enter' | 'watch'): Promise<boolean> {
    try {
      return await visitor.authorize({ key, channel, action })
    } catch (cause) {
      failed(cause)
      return false
    }
  }

  return {
    async enter(claimed) {
      const key = visitor.keyOf(claimed)
      if (key === undefined) return refusal('The server does not know who you are: you may only look on')
      return ask(key, 'enter')
    },
    watch: (known) => ask(known ?? visitor.keyOf(), 'watch'),
  }
}

function refusal(reason: string): Refusal {
  return { isAdmitted: false, reason }
}
