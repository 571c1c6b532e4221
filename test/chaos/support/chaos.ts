import { setTimeout as wait } from 'node:timers/promises'
import { vi } from 'vitest'
import { createFaults, type Fault } from './faults'
import { type ChaosMember, noticing } from './member'
import { createRandom, type Random } from './random'
import { type Stage, startStage } from './stage'
import { convergence, differences, differencesDuring } from './truth'

export interface ChaosOptions {
  seed: number
  /** Milliseconds of faults. */
  duration: number
  /** What may happen; what is named twice happens twice as often. */
  faults: readonly Fault[]
  /** How many are given up for good on the way; the regulars stay. */
  ghosts: number
  /** Whether the stores compare versions. */
  isFenced: boolean
}

/** What became of it. Times are milliseconds. */
export interface ChaosReport {
  faults: Partial<Record<Fault, number>>
  reconnects: number
  updates: number
  /** How many were never away for longer than the grace. */
  steady: number
  /** The longest that anybody was away who came back. */
  longestAway: number
  /** From the last change until everybody saw the same and the truth; `Infinity` when that took too long. */
  convergence: number
  /** How what they saw differed from the truth at any time after that, until everything left behind had its last word. */
  differences: string[]
  /** Who saw whom leave who was never away for longer than the grace. */
  falseLeaves: string[]
  /** From when somebody was given up until the last one saw them leave. */
  ghosts: number[]
}

/** Half as long as they are by default. */
const grace = 8000
const ttl = 24_000
/** How often it is looked whose time is up. */
const sweepInterval = ttl / 12

const processes = 3
const regulars = 30
/** Of those, how many links speak once more when all is quiet. */
const zombies = 5
/** So many milliseconds after it was said: their server must not have ended them. */
const lateness = 3500
/** They change their state five times a second. */
const talkInterval = 200
/** How long it may take until everybody sees the same. */
export const patience = 2000
/** Of somebody given up. The last one to see it may have no link at that moment. */
export const goneAfter: number = ttl + patience

/** Members who talk all the time, processes and links that break at random, and then quiet. */
export async function runChaos({ seed, duration, faults, ghosts, isFenced }: ChaosOptions): Promise<ChaosReport> {
  const random = createRandom(seed)
  const stage = await startStage({ processes, members: regulars + ghosts, grace, ttl, isFenced })
  const { members } = stage
  try {
    if ((await convergence(members, 20_000)) === Infinity) throw new Error(`Never began: ${differences(members)[0]}`)
    const stopTalking = talk(members)
    const [injected] = await Promise.all([
      breakThings(stage, random, { duration, faults }),
      // Not so late that they could still be there at the end.
      abandon(members.slice(regulars), random, duration - goneAfter),
    ])
    await leaveBehind(members.slice(0, zombies))
    stopTalking()
    const time = await convergence(members, patience)
    const later = await differencesDuring(members, grace + sweepInterval + 1000)
    return { faults: injected, convergence: time, differences: later, ...reportOf(stage) }
  } finally {
    await stage.stop()
  }
}

/** Returns what stops it. */
function talk(members: readonly ChaosMember[]): () => void {
  const talking = setInterval(() => {
    for (const member of members) if (member.abandonedAt === undefined) member.talk()
  }, talkInterval)
  return () => clearInterval(talking)
}

async function abandon(members: readonly ChaosMember[], random: Random, within: number): Promise<void> {
  const abandoned = members.map(async (member, index) => {
    await wait(random.between(0, within))
    // Of every second one not even the server hears.
    member.abandon(index % 2 === 0)
  })
  await Promise.all(abandoned)
}

/** Links whose last words come when there is quiet, and their members have been back through another process for a while. */
async function leaveBehind(members: readonly ChaosMember[]): Promise<void> {
  const left = members.map(async (member) => {
    const link = await vi.waitUntil(() => member.presentFor > 0 && member.link, 20_000)
    const { reconnects } = member
    link.delay(lateness)
    await vi.waitUntil(() => member.reconnects > reconnects, 20_000)
  })
  await Promise.all(left)
}

async function breakThings(
  stage: Stage,
  random: Random,
  { duration, faults }: Pick<ChaosOptions, 'duration' | 'faults'>,
): Promise<ChaosReport['faults']> {
  const { inject, over } = createFaults({ ...stage, random })
  const injected: ChaosReport['faults'] = {}
  const pending: Promise<void>[] = []

  async function strike(fault: Fault): Promise<void> {
    if (await inject(fault)) injected[fault] = (injected[fault] ?? 0) + 1
  }

  for (const end = performance.now() + duration; performance.now() < end;) {
    await wait(random.between(100, 600))
    pending.push(strike(random.pick(faults)))
  }
  await Promise.all(pending)
  await over()
  return injected
}

function reportOf({ members, leaves }: Stage): Omit<ChaosReport, 'faults' | 'convergence' | 'differences'> {
  const sum = (count: (member: ChaosMember) => number): number => members.reduce((total, one) => total + count(one), 0)
  // A server may know that a link is dead before its client does.
  const steady = members.filter(({ longestAway }) => longestAway <= grace - noticing)
  const falseLeaves = leaves.filter(({ key, at }) =>
    steady.some((member) => member.key === key && at < (member.abandonedAt ?? Infinity)),
  )
  return {
    steady: steady.length,
    reconnects: sum(({ reconnects }) => reconnects),
    updates: sum(({ updates }) => updates),
    longestAway: Math.max(...members.map(({ longestAway }) => longestAway)),
    falseLeaves: falseLeaves.map(({ by, key }) => `${by} saw ${key} leave`),
    ghosts: members.flatMap(({ key, abandonedAt }) => {
      const last = leaves.findLast((leave) => leave.key === key)
      return abandonedAt === undefined ? [] : [(last?.at ?? Infinity) - abandonedAt]
    }),
  }
}
