import type { Clock } from '../transport/clock'
import type { ClaimEvents, Exclusion } from './claim/exclusion'
import { excludeByLease } from './claim/lease'
import type { Page } from './claim/page'
import { excludeByWebLock } from './claim/webLock'

/** The right to use what is stored under a name. Only one in a browser has it. */
export interface Claim {
  /** Call it before relying on the claim: a page that slept learns here that it lost it, and hears `lost` at once. */
  check(): void
  /** Gives it up, once `lastUse` has settled. Nothing is told any more. */
  release(lastUse?: Promise<void>): void
}

interface ClaimParts {
  readonly name: string
  readonly clock: Clock
  readonly events: ClaimEvents
}

/** Asks for the right to use what is stored under a name. */
export type Claims = (parts: ClaimParts) => Claim

/** An outbox of this page that has the claim for a name, or waits for it. */
interface Claimant {
  status: 'waiting' | 'first' | 'leaving' | 'gone'
  /** Asks the other pages. */
  ask(): void
  /** Says that somebody else has it. */
  reportTaken(): void
}

/**
 * Who may use what is stored under a name. On one page that is the first who asks; the next one follows when that one has
 * released it. Among the pages of an origin it is decided by a Web Lock, or by a lease in `localStorage` where there are
 * no Web Locks. Where there is neither (React Native, Node, a browser that blocks storage), each page has it at once.
 */
export function createClaims(page: Page): Claims {
  const queues = new Map<string, Claimant[]>()

  /** Lets the first one ask; the others hear that it is taken. */
  function advance(queue: readonly Claimant[]): void {
    const [first, ...others] = queue
    if (first?.status === 'waiting') {
      first.status = 'first'
      first.ask()
    }
    // Somebody who is leaving will be gone in a moment.
    if (first?.status === 'first') for (const other of others) other.reportTaken()
  }

  return ({ name, clock, events }) => {
    const queue = queues.get(name) ?? []
    queues.set(name, queue)
    const eventsWhileFirst = whileTrue(events, () => claimant.status === 'first')
    let exclusion: Exclusion = excludeNobody
    let isTakenReported = false

    const claimant: Claimant = {
      status: 'waiting',
      ask() {
        const locks = page.locks()
        if (!locks) return askByLease()
        exclusion = excludeByWebLock(locks, {
          name,
          page,
          clock,
          events: eventsWhileFirst,
          unusable: () => fallBackTo(askByLease),
        })
      },
      reportTaken() {
        if (!isTakenReported) events.taken()
        isTakenReported = true
      },
    }

    function askByLease(): void {
      const area = page.sharedStorage()
      if (!area) return askNobody()
      exclusion = excludeByLease(area, {
        name,
        page,
        clock,
        events: eventsWhileFirst,
        unusable: () => fallBackTo(askNobody),
      })
    }

    /** This way does not work here. */
    function fallBackTo(askOtherwise: () => void): void {
      void exclusion.release()
      askOtherwise()
    }

    function askNobody(): void {
      exclusion = excludeNobody
      eventsWhileFirst.granted()
    }

    async function leave(lastUse: Promise<void> | undefined): Promise<void> {
      claimant.status = 'leaving'
      await lastUse
      await exclusion.release()
      forget()
    }

    function forget(): void {
      claimant.status = 'gone'
      queue.splice(queue.indexOf(claimant), 1)
      if (queue.length === 0) queues.delete(name)
      else advance(queue)
    }

    queue.push(claimant)
    void Promise.resolve().then(() => advance(queue))
    return {
      check: () => exclusion.check(),
      release(lastUse) {
        if (claimant.status === 'first') void leave(lastUse)
        else if (claimant.status === 'waiting') forget()
      },
    }
  }
}

const excludeNobody: Exclusion = { check() {}, release: () => Promise.resolve() }

/** Passes events on as long as `isTrue`. */
function whileTrue(events: ClaimEvents, isTrue: () => boolean): ClaimEvents {
  return {
    granted: () => isTrue() && events.granted(),
    taken: () => isTrue() && events.taken(),
    lost: () => isTrue() && events.lost(),
    failed: (cause) => isTrue() && events.failed(cause),
  }
}
