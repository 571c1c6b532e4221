import type {
  ClientFrame,
  EnterFrame,
  LeaveFrame,
  RefusedFrame,
  ServerFrame,
  SetFrame,
  WatchFrame,
} from '../../protocol/presence'
import { type Admitted, createAdmission, type Verdict } from './admission'
import type { Channel } from './channel'
import { createFrameQueue } from './frameQueue'
import type { Membership } from './membership'
import { publicIdOf } from './publicId'
import type { Visitor } from './visitor'

/** What one link has in one channel: its sessions that are in it, and those that look on. */
export interface Place {
  /** Takes the next frame; frames are taken in order. Resolves when that is done, and never rejects. */
  receive(frame: ClientFrame): Promise<void>
  /** The link ended. Resolves when the store knows. */
  close(how: LinkEnd): Promise<void>
}

/** Whether those who used a link have left with it, or may come back over another one. */
export type LinkEnd = 'left' | 'dropped'

export interface PlaceParts {
  /** The name of the channel. */
  name: string
  visitor: Visitor
  /** Sends the link an answer to what it said. */
  answer(frame: ServerFrame): void
  /** Resolves when the rate limit of the link lets another question through. */
  waitForTurn(): Promise<void>
  /** Resolves when the rate limit of the link lets another `set` through. */
  waitToSet(): Promise<void>
  /** Opens the channel. Called once, for the first session that is let in. */
  openChannel(): Channel
  /** No session is here any more, and the place is closed. */
  closed(): void
  failed(cause: unknown): void
}

/** Most sessions of one link in a channel, watchers included: without this limit one client could fill it. */
export const mostSessionsInChannel = 16

const evictedMessage = 'The server put you out'
const expiredMessage = 'Enter again, with a higher version'

export function createPlace(parts: PlaceParts): Place {
  const { name, visitor, answer, waitForTurn, waitToSet, openChannel, closed, failed } = parts
  const { link } = visitor
  /** The sessions that have entered, by the `ref` of their frames. */
  const members = new Map<string | undefined, Membership>()
  /** Each `ref` that watches and has not entered. */
  const onlookers = new Set<string | undefined>()
  /** When each `ref` asked to be let in last: an eviction is about those that asked before it. */
  const askedAt = new Map<string | undefined, number>()
  /** Writes to the store whose outcome somebody waits for already: a write takes all that is set until it begins. */
  const awaitedWrites = new WeakSet<Promise<boolean>>()
  /** `undefined` until a session was let in. */
  let channel: Channel | undefined
  let stopHearingEvictions = (): void => {}
  /** The link is told what changes. */
  let isListening = false
  let isClosed = false

  const admission = createAdmission({ channel: name, visitor, waitForTurn, isClosed: () => isClosed, failed })
  const queue = createFrameQueue({ handle, failed })

  function refuse(ref: string | undefined, code: RefusedFrame['code'], message: string): void {
    answer({ kind: 'refused', channel: name, ref, code, message })
  }

  async function handle(frame: ClientFrame): Promise<void> {
    if (isClosed) return
    const { kind, ref } = frame
    if ((kind === 'enter' || kind === 'watch') && !hasRoom(ref))
      refuse(ref, 'too-many', `The most is ${mostSessionsInChannel} sessions in one channel`)
    else if (kind === 'enter') await enter(frame)
    else if (kind === 'watch') await watch(frame)
    else if (kind === 'set') await set(frame)
    else await leave(frame)
  }

  /** Whether this `ref` may enter or watch: it does so already, or few others do. */
  function hasRoom(ref: string | undefined): boolean {
    return members.has(ref) || onlookers.has(ref) || members.size + onlookers.size < mostSessionsInChannel
  }

  async function enter({ ref, session, key: claimed, version, state, away }: EnterFrame): Promise<void> {
    // Before it is asked whether the session may enter: nobody can be put out between the answer and the entrance.
    const id = await publicIdOf(session)
    const verdict = await admission.enter(claimed)
    if (!isLetIn(ref, verdict)) return
    const { key } = verdict
    const opened = (channel ??= open())
    const membership = membershipIn(opened, ref, id)
    const isTaken = await membership.say({ version, key, state, away })
    if (isClosed || members.get(ref) !== membership) return
    if (!isTaken) {
      // What it said before stays.
      if (membership.said) refuse(ref, 'expired', expiredMessage)
      else expire(ref, membership)
      return
    }
    answer({ kind: 'entered', channel: name, ref, id, key })
    await listen(ref, opened)
  }

  /** Whether there is something to open the channel for. A session that may not enter or watch is told why. */
  function isLetIn<Key extends string | undefined>(
    ref: string | undefined,
    verdict: Verdict<Key>,
  ): verdict is Admitted<Key> {
    if (isClosed) return false
    if (!verdict.isAdmitted) {
      refuse(ref, 'forbidden', verdict.reason)
      return false
    }
    channel ??= open()
    // The answer is older than the eviction.
    if (verdict.key !== undefined && channel.wasEvicted(verdict.key, verdict.askedAt)) {
      refuse(ref, 'forbidden', evictedMessage)
      return false
    }
    askedAt.set(ref, verdict.askedAt)
    return true
  }

  function open(): Channel {
    const opened = openChannel()
    stopHearingEvictions = opened.onEvicted(evict)
    return opened
  }

  /** The membership of a session under this `ref`: the one that is there, or a new one. */
  function membershipIn(opened: Channel, ref: string | undefined, id: string): Membership {
    onlookers.delete(ref)
    const known = members.get(ref)
    if (known?.id === id) return known
    // Another session takes its place: a link speaks for as many as it has refs.
    if (known) void end(ref, known)
    const membership: Membership = opened.join({ id, heardAt: link.heardAt, expired: () => expire(ref, membership) })
    members.set(ref, membership)
    return membership
  }

  /** A session left, was put out, or gave its `ref` to another one. Resolves when the store knows, and never rejects. */
  async function end(ref: string | undefined, membership: Membership, version?: number): Promise<void> {
    members.delete(ref)
    await part(membership, 'left', version)
  }

  /** Resolves when the store knows that this session has ended, and never rejects. */
  async function part(membership: Membership, how: LinkEnd, version = 0): Promise<void> {
    try {
      await (how === 'left' ? membership.leave(version) : membership.drop())
    } catch (cause) {
      failed(cause)
    }
    channel?.part(membership, how)
  }

  /** The store does not have this session, or knows a newer version: it has to enter again, with a higher one. */
  function expire(ref: string | undefined, membership: Membership): void {
    if (members.get(ref) === membership) members.delete(ref)
    askedAt.delete(ref)
    channel?.part(membership, 'left')
    refuse(ref, 'expired', expiredMessage)
    closeIfEmpty()
  }

  async function watch({ ref }: WatchFrame): Promise<void> {
    const verdict = await admission.watch(members.get(ref)?.said?.key)
    if (!isLetIn(ref, verdict)) return
    if (!members.has(ref)) onlookers.add(ref)
    await listen(ref, (channel ??= open()))
  }

  async function listen(ref: string | undefined, opened: Channel): Promise<void> {
    await opened.loaded
    // It may have been put out meanwhile.
    if (!members.has(ref) && !onlookers.has(ref)) return
    isListening = true
    opened.listen(link)
  }

  function stopListening(): void {
    if (isListening) channel?.unlisten(link)
    isListening = false
  }

  async function set({ ref, version, state, away }: SetFrame): Promise<void> {
    await waitToSet()
    if (isClosed) return
    const membership = members.get(ref)
    const said = membership?.said
    if (!membership || !said || said.version >= version) {
      refuse(ref, 'expired', 'Enter first, and with a higher version')
      return
    }
    const written = membership.say({ ...said, version, state, away })
    if (awaitedWrites.has(written)) return
    awaitedWrites.add(written)
    written.then((isTaken) => {
      if (!isTaken && !isClosed && members.get(ref) === membership) expire(ref, membership)
    }, failed)
  }

  async function leave({ ref, version }: LeaveFrame): Promise<void> {
    onlookers.delete(ref)
    askedAt.delete(ref)
    const membership = members.get(ref)
    // Wait for the store, so that a `watch` that follows does not list this session.
    if (membership) await end(ref, membership, version)
  }

  function evict(key: string, at: number): void {
    const isMeant = (ref: string | undefined): boolean => (askedAt.get(ref) ?? at) <= at
    for (const [ref, membership] of members) {
      if (membership.said?.key !== key || !isMeant(ref)) continue
      void end(ref, membership)
      askedAt.delete(ref)
      refuse(ref, 'forbidden', evictedMessage)
    }
    if (visitor.keyOf() === key) {
      for (const ref of [...onlookers].filter(isMeant)) {
        onlookers.delete(ref)
        askedAt.delete(ref)
        refuse(ref, 'forbidden', evictedMessage)
      }
    }
    closeIfEmpty()
  }

  /** Where no session is left, the link hears no more, whatever frames still wait. */
  function closeIfEmpty(): void {
    if (isClosed || members.size + onlookers.size > 0) return
    askedAt.clear()
    if (queue.size === 0) close()
    else stopListening()
  }

  function close(): void {
    isClosed = true
    members.clear()
    onlookers.clear()
    stopListening()
    stopHearingEvictions()
    closed()
  }

  return {
    async receive(frame) {
      await queue.add(frame)
      closeIfEmpty()
    },
    async close(how) {
      const parted = Array.from(members.values(), (membership) => part(membership, how))
      close()
      await Promise.all(parted)
    },
  }
}
