import type { Policy } from './policies'
import { createRandom } from './random'

/** A server that breaks all its links at once and is gone for a while; whoever dials meanwhile is refused at once. */
export interface Outage {
  readonly clients: number
  /** Milliseconds. */
  readonly lasts: number
}

export interface Comeback {
  /** When each client was back, in milliseconds after the server was; in order. */
  readonly times: readonly number[]
  /** How often all of them together dialled in vain. */
  readonly inVain: number
}

/** Has every client wait and dial as the policy says, until the server is back. */
export function comeBack(policy: Policy, { clients, lasts }: Outage): Comeback {
  const random = createRandom(7)
  let inVain = 0
  const times = Array.from({ length: clients }, () => {
    const delay = policy(random)
    let at = delay(0, 0)
    for (let failures = 1; at < lasts; failures += 1) {
      inVain += 1
      at += delay(failures, at)
    }
    return at - lasts
  })
  return { times: times.toSorted((one, other) => one - other), inVain }
}

/** How many came in the first second, in the second one, and so on. */
export function perSecond(times: readonly number[], seconds: number): number[] {
  const counts = Array.from({ length: seconds }, () => 0)
  for (const time of times) {
    const second = Math.floor(time / 1000)
    if (second < seconds) counts[second] = (counts[second] ?? 0) + 1
  }
  return counts
}

/** The most that came within any second, wherever it begins. */
export function busiestSecond(times: readonly number[]): number {
  let first = 0
  let most = 0
  for (const [last, time] of times.entries()) {
    while (time - (times[first] ?? 0) >= 1000) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}
