import type { TestContext } from 'vitest'
import { type Connection, createConnection, type PresenceOptions } from 'wirehooks/vanilla'
import { type Proxy, startProxy } from '../../support/proxy'
import type { Adapter, Said, Servers, Terms } from './adapter'
import { createGuest, type Guest, type Mood } from './guest'
import { eventually } from './eventually'

export type GuestOptions = Partial<PresenceOptions<Mood>>

/** Servers, and who comes to them; all of it ends with the test. */
export interface House extends Servers {
  /** A line to one of the servers, that of a guest of this number or the next one. */
  line(number?: number): Promise<Line>
  /** Somebody comes and enters. */
  come(key: string | null, options?: GuestOptions): Promise<Guest>
  /** The same, and is let in. */
  join(key: string | null, options?: GuestOptions): Promise<Guest>
  /** Somebody who is no client of ours: what is said for them. */
  stranger(channel?: string): Promise<(said: Omit<Said, 'channel'>) => void>
}

/** Between one client and its server. */
export interface Line {
  readonly url: string
  /** Breaks; whoever dials again comes through. */
  cut(): void
  /** Breaks, until it is mended. */
  sever(): void
  mend(): void
}

export const channel = 'board'
export const quickly = { backoff: { initialDelay: 20, maxDelay: 100 } }

const shortly: Terms = { grace: 1000, ttl: 30_000 }

export async function open(
  adapter: Adapter,
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  terms: Partial<Terms> = {},
): Promise<House> {
  const { grace, ttl } = { ...shortly, ...terms }
  const servers = await adapter.serve({ grace, ttl })
  onTestFinished(servers.stop)
  let lines = 0

  async function line(number = lines): Promise<Line> {
    lines = number + 1
    const proxy = await startProxy(servers.ports[number % servers.ports.length] ?? 0)
    onTestFinished(proxy.stop)
    return lineOf(proxy)
  }

  function connect({ url }: Line, topic: string): Connection {
    const connection = createConnection(adapter.transport(url, topic), quickly)
    onTestFinished(connection.close)
    connection.open()
    return connection
  }

  async function come(key: string | null, options: GuestOptions = {}): Promise<Guest> {
    const way = await line()
    const topic = options.channel ?? channel
    const { backend } = adapter
    return createGuest(connect(way, topic), way, {
      channel: topic,
      key,
      initial: { turn: 0 },
      grace,
      ...(backend && { backend }),
      ...options,
    })
  }

  return {
    ...servers,
    get heard() {
      return servers.heard
    },
    line,
    come,
    async join(key, options) {
      const guest = await come(key, options)
      await eventually(() => guest.expectStatus('present'))
      return guest
    },
    async stranger(topic = channel) {
      const connection = connect(await line(), topic)
      return (said) => adapter.say(connection, { channel: topic, ...said })
    },
  }
}

function lineOf({ url, pairs, accept }: Proxy): Line {
  const cut = (): void => {
    for (const pair of pairs) if (pair.isOpen) pair.reset()
  }
  return {
    url: url.replace('ws:', 'http:'),
    cut,
    sever() {
      accept('reset')
      cut()
    },
    mend: () => accept('forward'),
  }
}
