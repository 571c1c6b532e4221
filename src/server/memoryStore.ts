import type { Mark, Member } from '../protocol/presence'
import { uniqueId } from '../transport/uniqueId'
import type { Change, Count, PresenceStore } from './store'

interface Channel {
  readonly members: Map<string, Member>
  /** When their time is up: monotonic. */
  readonly expiry: Map<string, number>
  /** Versions of those who are gone. */
  readonly gone: Map<string, { readonly version: number; readonly until: number }>
  readonly listeners: Set<(change: Change) => void>
  revision: number
}

/** How long late words about somebody who is gone may come, in milliseconds. */
const memory = 3_600_000

/** Who is there, in this process alone. */
export function memoryStore(): PresenceStore {
  const epoch = uniqueId()
  const channels = new Map<string, Channel>()

  function open(name: string): Channel {
    const channel = channels.get(name) ?? {
      members: new Map(),
      expiry: new Map(),
      gone: new Map(),
      listeners: new Set(),
      revision: 0,
    }
    channels.set(name, channel)
    return channel
  }

  function tell(channel: Channel, what: Pick<Change, 'set' | 'left'>): void {
    channel.revision += 1
    const change = { epoch, revision: channel.revision, ...what }
    for (const listener of [...channel.listeners]) listener(change)
  }

  /** The newest version of them that anybody spoke of. */
  function newest({ members, gone }: Channel, id: string): number {
    return members.get(id)?.version ?? gone.get(id)?.version ?? -1
  }

  function remove(channel: Channel, marks: readonly Mark[]): void {
    const left: Mark[] = []
    for (const [id, version] of marks) {
      const until = performance.now() + memory
      if (newest(channel, id) > version) continue
      channel.gone.set(id, { version, until })
      channel.expiry.delete(id)
      if (channel.members.delete(id)) left.push([id, version])
    }
    if (left.length > 0) tell(channel, { left })
  }

  function sweep(name: string): Channel {
    const channel = open(name)
    const now = performance.now()
    const late = [...channel.expiry].filter(([, time]) => time <= now)
    remove(
      channel,
      late.map(([id]) => [id, newest(channel, id)]),
    )
    for (const [id, { until }] of channel.gone) if (until <= now) channel.gone.delete(id)
    return channel
  }

  /** One that nobody is in, nobody watches, and nobody may speak of, is forgotten. */
  function count(name: string, channel: Channel): Count {
    if (channel.members.size + channel.gone.size + channel.listeners.size === 0) channels.delete(name)
    return { epoch, revision: channel.revision }
  }

  return {
    async put(name, member, ttl) {
      const channel = sweep(name)
      const before = channel.members.get(member.id)
      if (newest(channel, member.id) >= member.version) return false
      const at = Date.now()
      channel.expiry.set(member.id, performance.now() + ttl)
      const isSame = before && textOf(before) === textOf(member)
      const next = { ...member, since: before?.since ?? at, at: isSame ? before.at : at }
      channel.members.set(member.id, next)
      tell(channel, { set: next })
      return true
    },
    async touch(name, alive) {
      const channel = open(name)
      const unknown: Mark[] = []
      for (const [id, version, ttl] of alive) {
        const known = newest(channel, id)
        if (known > version) continue
        if (known === version && channel.members.has(id)) channel.expiry.set(id, performance.now() + ttl)
        else unknown.push([id, version])
      }
      return unknown
    },
    async drop(name, [id, version], grace) {
      const channel = open(name)
      const member = channel.members.get(id)
      const until = performance.now() + grace
      if (member && member.version <= version) channel.expiry.set(id, Math.min(until, channel.expiry.get(id) ?? until))
    },
    async remove(name, mark) {
      remove(open(name), [mark])
    },
    async sweep(name) {
      return count(name, sweep(name))
    },
    async read(name) {
      const { members, revision } = sweep(name)
      return { epoch, revision, now: Date.now(), members: [...members.values()] }
    },
    async watch(name, listener) {
      const channel = open(name)
      channel.listeners.add(listener)
      return () => channel.listeners.delete(listener)
    },
  }
}

function textOf({ key, state, away }: Pick<Member, 'key' | 'state' | 'away'>): string {
  return JSON.stringify([key, state, away])
}
