import { createRetry, type Retry, type RetryOptions } from '../../../src/connection/retry'

/** https://en.wikipedia.org/wiki/Linear_congruential_generator, so that every run draws the same. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** One client, whose time passes when it is told to. */
export interface Client {
  readonly retry: Retry
  /** What was reported: functions of the user's that threw. */
  readonly failed: readonly unknown[]
  now(): number
  /** The application may not run from now on. */
  freeze(): void
  pass(duration: number): void
}

export function createClient(options: RetryOptions = {}, random: () => number = () => 0.5): Client {
  let time = 0
  let isFrozen = false
  const failed: unknown[] = []
  const retry = createRetry({
    clock: { now: () => time, random },
    network: { isFrozen: () => isFrozen },
    options: () => options,
    failed: (cause) => failed.push(cause),
  })
  return {
    retry,
    failed,
    now: () => time,
    freeze() {
      isFrozen = true
    },
    pass(duration) {
      time += duration
    },
  }
}

/** What `ended` answered, where nothing but a delay is right. */
export function delayOf(answer: ReturnType<Retry['ended']>): number {
  if (typeof answer === 'string') throw new Error(`Expected a delay, got ${answer}`)
  return answer
}

export interface OutageOptions {
  /** Milliseconds from the moment in which all links break to the moment in which the server is back. */
  lasts: number
  /** @default 1 */
  seed?: number
  /** @default 10_000 */
  clients?: number
  /** How long an attempt takes to fail while the server is away, in milliseconds. @default 0 */
  failsAfter?: number
}

/** When each client dials a server that is back, in milliseconds after it is; the earliest first. */
export function comebacks({ lasts, seed = 1, clients = 10_000, failsAfter = 0 }: OutageOptions): number[] {
  const random = createRandom(seed)
  return Array.from({ length: clients }, () => {
    const { retry, now, pass } = createClient({}, random)
    retry.opened()
    pass(60_000)
    const back = now() + lasts
    pass(delayOf(retry.ended({ kind: 'peer', code: 1006 })))
    while (now() < back) {
      pass(failsAfter)
      pass(delayOf(retry.ended({ kind: 'peer', code: 1006 })))
    }
    return now() - back
  }).toSorted((one, other) => one - other)
}

/** The value below which `share` (0 to 1) of them are. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN
}

/** The most that fall into any second, wherever it starts. */
export function busiestSecond(sorted: readonly number[]): number {
  let most = 0
  let first = 0
  for (const [last, time] of sorted.entries()) {
    while (time - (sorted[first] ?? 0) >= 1000) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

export interface FlappingOptions {
  random: () => number
  /** The page wakes up again and again, so many milliseconds apart. @default never */
  wakesEvery?: number
  /** How long each link is usable before the server closes it, in milliseconds. @default 0 */
  lives?: number
  /** How long to watch, in milliseconds. @default 120_000 */
  until?: number
  options?: RetryOptions
}

/** When a client dials a server that accepts, and closes soon after. */
export function dialsWhileFlapping(flapping: FlappingOptions): number[] {
  const { random, wakesEvery = Infinity, lives = 0, until = 120_000, options } = flapping
  const { retry, now, pass } = createClient(options, random)
  const dials: number[] = []
  let nextWake = wakesEvery
  while (now() < until) {
    dials.push(now())
    retry.opened()
    pass(lives)
    let due = now() + delayOf(retry.ended({ kind: 'peer', code: 1006 }))
    while (nextWake < due) {
      pass(Math.max(0, nextWake - now()))
      due = now() + retry.wake('spread')
      nextWake += wakesEvery
    }
    pass(due - now())
  }
  return dials
}

/** The most that fall into any 20 s. */
export function mostIn20Seconds(times: readonly number[]): number {
  return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + 20_000).length))
}
