import { createClient } from 'redis'
import { startRedis } from '../../support/redis'
import { type ChaosMember, createMember } from './member'
import { type Server, type Settings, startServer } from './servers'

/** Somebody was seen to leave. */
export interface Leave {
  readonly by: string
  readonly key: string
  readonly at: number
}

/** A Redis, the processes that share it, and all their members. */
export interface Stage {
  readonly servers: readonly Server[]
  readonly members: readonly ChaosMember[]
  /** Everything anybody saw, oldest first. */
  readonly leaves: readonly Leave[]
  /** Cuts all subscriptions. */
  unsubscribe(): Promise<unknown>
  stop(): Promise<void>
}

export interface StageOptions extends Omit<Settings, 'port' | 'redis'> {
  processes: number
  members: number
}

export async function startStage({ processes, members: count, ...settings }: StageOptions): Promise<Stage> {
  const stops: (() => unknown)[] = []
  const leaves: Leave[] = []

  async function stop(): Promise<void> {
    // What stands on something else goes before it.
    for (const each of stops.splice(0).toReversed()) await each()
  }

  async function addServer(redis: string): Promise<Server> {
    const server = await startServer({ ...settings, port: 0, redis })
    stops.push(() => server.stop())
    return server
  }

  async function addMember(number: number, ports: readonly number[]): Promise<ChaosMember> {
    const by = `m${String(number).padStart(2, '0')}`
    const left = (key: string): void => void leaves.push({ by, key, at: performance.now() })
    const member = await createMember({ key: by, ports, first: number, left })
    stops.push(() => member.stop())
    return member
  }

  try {
    const redis = await startRedis()
    stops.push(() => redis.stop())
    const admin = await createClient({ url: redis.url }).connect()
    stops.push(() => admin.destroy())
    const servers = await Promise.all(Array.from({ length: processes }, () => addServer(redis.url)))
    const ports = servers.map(({ port }) => port)
    const members = await Promise.all(Array.from({ length: count }, (_, number) => addMember(number, ports)))
    const unsubscribe = (): Promise<unknown> => admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub'])
    return { servers, members, leaves, unsubscribe, stop }
  } catch (cause) {
    await stop()
    throw cause
  }
}
