import { createConnection, heartbeat, presenceOf, webSocket } from 'wirehooks/vanilla'
import { WebSocket } from 'ws'
import { type Pair, type Proxy, startProxy } from '../../support/proxy'

export type Shared = { count: number }

/** Somebody who talks all the time, over links that can be broken. */
export interface ChaosMember {
  readonly key: string
  /** How often they came back. */
  readonly reconnects: number
  /** How often they changed their state. */
  readonly updates: number
  /** The longest they were away, as far as they noticed, in milliseconds. */
  readonly longestAway: number
  /** How long they have been there; negative when they are not. */
  readonly presentFor: number
  /** When they were given up for good. */
  readonly abandonedAt: number | undefined
  /** Their link, as the network has it. */
  readonly link: Pair | undefined
  talk(): void
  /** Everybody they see, themselves included: `key: status connections count`, sorted. */
  roster(): string[]
  /** Ends without a word to anybody; `isSilent` also keeps the server from hearing that the link ended. */
  abandon(isSilent: boolean): void
  stop(): Promise<void>
}

interface MemberParts {
  key: string
  /** Of the servers: each attempt goes to the next one. */
  ports: readonly number[]
  /** Which one is the first. */
  first: number
  left(key: string): void
}

/** Until a dead link is noticed, in milliseconds. */
export const noticing = 2000
/** They are back within half a second after that: long before the grace is over. */
const connectionOptions = {
  wrappers: [heartbeat({ interval: noticing / 2, timeout: noticing / 2 })],
  backoff: { initialDelay: 100, maxDelay: 400 },
  connectTimeout: 1000,
}

export async function createMember({ key, ports, first, left }: MemberParts): Promise<ChaosMember> {
  const proxies = await Promise.all(ports.map(startProxy))
  let turn = first
  let proxy: Proxy | undefined
  let count = 0
  let reconnects = -1
  let longestAway = 0
  let lostAt: number | undefined
  let presentSince: number | undefined
  let abandonedAt: number | undefined

  function dial(): string {
    proxy = proxies[(turn += 1) % proxies.length] as Proxy
    return proxy.url
  }

  const connection = createConnection(webSocket(dial, { WebSocket }), connectionOptions)
  const initial: Shared = { count }
  const options = { channel: 'board', key, initial }
  const presence = presenceOf<Shared>(connection, options)
  presence.on('leave', (person) => left(person.key))
  connection.store.subscribe(({ status }) => {
    if (status === 'open' || presentSince === undefined) return
    presentSince = undefined
    lostAt = performance.now()
  })
  presence.store.subscribe(({ status }) => {
    if (status !== 'present' || presentSince !== undefined || connection.store.getState().status !== 'open') return
    presentSince = performance.now()
    reconnects += 1
    longestAway = Math.max(longestAway, presentSince - (lostAt ?? presentSince))
  })
  const leave = presence.enter({ current: options })
  connection.open()

  return {
    key,
    get reconnects() {
      return reconnects
    },
    get updates() {
      return count
    },
    get longestAway() {
      if (presentSince !== undefined || lostAt === undefined || abandonedAt !== undefined) return longestAway
      return Math.max(longestAway, performance.now() - lostAt)
    },
    get presentFor() {
      return presentSince === undefined ? -1 : performance.now() - presentSince
    },
    get abandonedAt() {
      return abandonedAt
    },
    get link() {
      return proxy?.pairs.at(-1)
    },
    talk() {
      count += 1
      presence.update({ count })
    },
    roster() {
      const { self, others } = presence.store.getState()
      return [self, ...others]
        .map((person) => `${person.key}: ${person.status} ${person.connections} ${person.state.count}`)
        .toSorted()
    },
    abandon(isSilent) {
      abandonedAt = performance.now()
      if (isSilent) proxy?.pairs.at(-1)?.flow('none')
      connection.close()
    },
    async stop() {
      leave()
      connection.close()
      await Promise.all(proxies.map((each) => each.stop()))
    },
  }
}
