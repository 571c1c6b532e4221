import { vi } from 'vitest'
import type { Pair } from '../../support/proxy'
import { type ChaosMember, noticing } from './member'
import type { Random } from './random'
import type { Server } from './servers'

/**
 * - `cut`: a link breaks, and both ends are told.
 * - `hole`: nothing goes through a link any more, and nobody is told.
 * - `deaf`: the client hears nothing any more.
 * - `mute`: the server hears nothing any more. The client cannot know, as long as anything arrives.
 * - `late`: a link takes seconds: what was said, and that it ended, arrives when its client is back through another process.
 * - `kill`: a server process ends without a last word.
 * - `unsubscribe`: Redis cuts all subscriptions.
 */
export type Fault = LinkFault | 'kill' | 'unsubscribe'

type LinkFault = 'cut' | 'hole' | 'deaf' | 'mute' | 'late'

const flows = { hole: 'none', deaf: 'up', mute: 'down' } as const

interface FaultParts {
  random: Random
  members: readonly ChaosMember[]
  servers: readonly Server[]
  unsubscribe(): Promise<unknown>
}

interface Hit {
  readonly member: ChaosMember
  readonly link: Pair
}

export interface Faults {
  /** Tells whether there was anything that it could hit. */
  inject(fault: Fault): Promise<boolean>
  /** Resolves when their clients have given up all links that were broken: from then on nothing is broken any more. */
  over(): Promise<void>
}

/** Somebody whose link breaks has been there for so long, in milliseconds: nobody is away for longer than one fault takes. */
const settled = 1000
/** Two processes do not end within so many milliseconds of each other. */
const killPause = 3000

export function createFaults({ random, members, servers, unsubscribe }: FaultParts): Faults {
  const broken: Hit[] = []
  let killedAt = -Infinity

  function hitLink(fault: LinkFault): boolean {
    const links = members
      .filter(({ abandonedAt, presentFor }) => abandonedAt === undefined && presentFor > settled)
      .flatMap((member) => (member.link?.isOpen ? [{ member, link: member.link }] : []))
    if (links.length === 0) return false
    const hit = random.pick(links)
    const { link } = hit
    broken.push(hit)
    if (fault === 'cut') link.reset()
    else if (fault === 'late') link.delay(noticing * random.between(1.25, 1.75))
    else link.flow(flows[fault])
    return true
  }

  async function kill(): Promise<boolean> {
    if (servers.some(({ isUp }) => !isUp) || performance.now() - killedAt < killPause) return false
    await random.pick(servers).restart()
    killedAt = performance.now()
    return true
  }

  return {
    async inject(fault) {
      if (fault === 'kill') return kill()
      if (fault !== 'unsubscribe') return hitLink(fault)
      await unsubscribe()
      return true
    },
    async over() {
      const isUsed = ({ member, link }: Hit): boolean => member.link === link && member.abandonedAt === undefined
      await vi.waitUntil(() => !broken.some(isUsed), 20_000)
    },
  }
}
