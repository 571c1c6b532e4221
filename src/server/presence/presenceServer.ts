import type { ServerFrame } from '../../protocol/presence'
import type { PresenceLink } from './audience'
import { type Channel, createChannel } from './channel'
import { checkSettings } from './checkSettings'
import type { FrameLimits } from './clientFrame'
import { memoryStore } from './memoryStore'
import { createParticipant, type Participant } from './participant'
import { type Here, peopleOf } from './people'
import { reporterOf } from './reporter'
import type { PresenceStore } from './store'
import { trackedStore } from './trackedStore'
import type { Visitor } from './visitor'

/**
 * How presence is kept, whatever carries it. An option that is no number, or one that cannot be used, is a `WireError` with the
 * code `invalid-option`.
 */
export interface PresenceSettings extends FrameLimits {
  /**
   * How long somebody whose link broke is kept, in milliseconds.
   * @default 15000
   */
  grace?: number | undefined
  /**
   * How long somebody is kept of whom nothing is heard, in milliseconds, whatever became of their server: 100 or more. A
   * link that broke was silent for a while before, and nobody is kept beyond the TTL: let it be three times the grace, or more.
   * @default 45000
   */
  ttl?: number | undefined
  /**
   * How long changes are collected before they are sent, in milliseconds. In a channel of very many they are collected for
   * longer, as sending takes longer.
   * @default 20
   */
  batch?: number | undefined
  /**
   * How many members of one channel clients are told of, at most. In a larger channel they are told of so many of them, and
   * how many people are there; `join` and `leave` are told of those who are shown.
   * @default Infinity
   */
  sampleSize?: number | undefined
  /**
   * Told of every error: the store cannot be reached, `authorize` or `key` threw, a key is no text of 1 to 256 bytes, or a
   * client cannot be sent to.
   * @default console.error
   */
  onError?: ((cause: unknown) => void) | undefined
}

/** What every server of presence can be asked. */
export interface PresenceAdministration {
  /** Who is in a channel, in all processes that share the store. Rejects when the store cannot be reached. */
  who(channel: string): Promise<readonly Here[]>
  /**
   * Puts somebody out of a channel, in all processes: all sessions with this key, and those who only look on where the server
   * knows their key. They are told that they are refused, and may come back unless `authorize` says no.
   */
  remove(channel: string, key: string): Promise<void>
  /**
   * Ends everything. Those who are here are kept for the grace, so that they can go on with another process. Resolves when
   * the store knows: close its client after that.
   */
  close(): Promise<void>
}

export interface PresenceServerCore extends PresenceAdministration {
  connect(visitor: Visitor): Participant
}

interface CoreParts extends PresenceSettings {
  store?: PresenceStore | undefined
  /** Sends many links the same frame. */
  sendAll?: ((links: readonly PresenceLink[], frame: ServerFrame) => void) | undefined
}

export function createPresenceServer(parts: CoreParts): PresenceServerCore {
  checkSettings(parts)
  const { grace = 15_000, ttl = 45_000, batch = 20, sampleSize = Infinity, sendAll = sendEach } = parts
  const store = trackedStore(parts.store ?? memoryStore())
  const failed = reporterOf(parts.onError)
  const channels = new Map<string, { readonly channel: Channel; users: number }>()
  const participants = new Set<Participant>()
  let isClosed = false

  function openChannel(name: string): Channel {
    const known = channels.get(name) ?? {
      channel: createChannel({ channel: name, store, grace, ttl, batch, sampleSize, sendAll, failed }),
      users: 0,
    }
    channels.set(name, known)
    known.users += 1
    return known.channel
  }

  function closeChannel(name: string): void {
    const known = channels.get(name)
    if (!known) return
    known.users -= 1
    if (known.users > 0) return
    channels.delete(name)
    known.channel.stop()
  }

  return {
    connect(visitor) {
      if (isClosed) return nobody
      const participant = createParticipant({ visitor, limits: parts, openChannel, closeChannel, failed })
      participants.add(participant)
      return {
        receive: participant.receive,
        close(how) {
          participants.delete(participant)
          return participant.close(how)
        },
      }
    },

    async who(name) {
      return peopleOf((await store.read(name)).members)
    },

    async remove(name, key) {
      await store.evict(name, key, ttl)
      // Sessions that have lost their link have nobody who could end them.
      const { members } = await store.read(name)
      const theirs = members.filter((member) => member.key === key)
      await Promise.all(theirs.map(({ id, version }) => store.remove(name, [id, version], ttl)))
    },

    async close() {
      isClosed = true
      await Promise.all(Array.from(participants, (participant) => participant.close()))
      participants.clear()
      // Wait also for sessions that had just left, or were about to enter.
      await store.settled()
    },
  }
}

/** Who comes after everything has ended. */
const nobody: Participant = { receive() {}, async close() {} }

function sendEach(links: readonly PresenceLink[], frame: ServerFrame): void {
  for (const link of links) link.send(frame)
}
