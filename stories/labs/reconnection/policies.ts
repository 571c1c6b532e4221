import { type BackoffOptions, delayRange, delayWithin } from '../../../src/connection/backoff'

/**
 * How one client waits: milliseconds before the next attempt, by how many attempts have failed since the link broke, and
 * by how many milliseconds ago that was.
 */
export type Policy = (random: () => number) => (failures: number, lastedMs: number) => number

export interface NamedPolicy {
  readonly name: string
  /** Where it was read. */
  readonly version: string
  /** In words. */
  readonly says: string
  readonly policy: Policy
}

/** What our connections do, by the functions that they do it with. */
export function wirehooks(options: BackoffOptions = {}): Policy {
  return (random) => (failures, lastedMs) =>
    delayWithin(delayRange({ failures, lastedMs, flapped: false }, options), random())
}

/** Each with its defaults, as they stand in the source of the version that is named. */
export const others: readonly NamedPolicy[] = [
  {
    name: 'react-use-websocket',
    version: '4.13.0',
    says: '5 s, always. It comes back only when shouldReconnect says so, and gives up after 20 attempts',
    policy: () => () => 5000,
  },
  {
    name: 'partysocket',
    version: '1.3.0',
    says: '3 s, then each time 1.3 times as long, to 10 s',
    policy: () => (failures) => Math.min(3000 * 1.3 ** failures, 10_000),
  },
  {
    name: 'reconnecting-websocket',
    version: '4.4.0',
    says: '1 to 5 s, drawn once for each page, then each time 1.3 times as long, to 10 s',
    policy: (random) => {
      const first = 1000 + random() * 4000
      return (failures) => Math.min(first * 1.3 ** failures, 10_000)
    },
  },
  {
    name: 'Socket.IO',
    version: '4.8.4',
    says: '1 s, 2 s, 4 s … to 5 s. Half more or half less by chance, before the cut at 5 s',
    policy: (random) => (failures) => {
      const base = 1000 * 2 ** failures
      // One draw for both: how much, and by its first digit, which way.
      const draw = random()
      const deviation = Math.floor(draw * 0.5 * base)
      const isLess = Math.floor(draw * 10) % 2 === 0
      return Math.min(isLess ? base - deviation : base + deviation, 5000)
    },
  },
  {
    name: 'Supabase Realtime',
    version: '2.119.1',
    says: '1 s, 2 s, 5 s, and 10 s from then on',
    policy: () => (failures) => [1000, 2000, 5000][failures] ?? 10_000,
  },
  {
    name: 'Phoenix',
    version: '@supabase/phoenix 0.4.5',
    says: '10 ms, 50 ms, 100 ms … in nine steps to 2 s, and 5 s from then on',
    policy: () => (failures) => [10, 50, 100, 150, 200, 250, 500, 1000, 2000][failures] ?? 5000,
  },
]
