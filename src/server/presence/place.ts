import type {
  ClientFrame,
  EnterFrame,
  LeaveFrame,
  RefusedFrame,
  ServerFrame,
  SetFrame,
  WatchFrame,
} from '../../protocol/presence'
import type { PresenceLink } from './audience'
import type { Channel } from './channel'
import type { Membership } from './membership'
import { publicIdOf } from './publicId'

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
  name: string
  link: PresenceLink
  /** Sends the link an answer to what it said. */
  answer(frame: ServerFrame): void
  /** Who somebody is who says to be `claimed`; `undefined` when the server does not know. */
  keyOf(claimed?: string): string | undefined
  authorize: Authorize
  /** Resolves when there is time for another question. */
  waitForTurn(): Promise<void>
  /** Opens the channel. Called once, for the first who is let in. */
  openChannel(): Channel
  /** Nobody is here any more, and the place is closed. */
  closed(): void
  failed(cause: unknown): void
}

export type Authorize = (who: AuthorizeRequest) => boolean | Promise<boolean>

/** What somebody wants, whom the server may refuse. */
export interface AuthorizeRequest {
  /** Who it is; `undefined` when nobody knows. */
  readonly key: string | undefined
  /** The name of the channel. */
  readonly channel: string
  /** To be in the channel, or to look on. */
  readonly action: 'enter' | 'watch'
}

/**
 * Of one link in one channel, those that only look on among them. Tabs of a browser may share a link; many more would be one
 * who fills the channel.
 */
const mostSessions = 16

export function createPlace(parts: PlaceParts): Place {
  const { name, link, answer, keyOf, authorize, waitForTurn, openChannel, closed, failed } = parts
  /** By the `ref` of their frames. */
  const members = new Map<string | undefined, Membership>()
  const onlookers = new Set<string | undefined>()
  /** `undefined` until somebody was let in. */
  let channel: Channel | undefined
  let stopHearingEvictions = (): void => {}
  let isClosed = false
  let framesWaiting = 0
  /** What is done for the frame before. */
  let previous: Promise<void> = Promise.resolve()

  function refuse(ref: string | undefined, code: RefusedFrame['code'], message: string): undefined {
    answer({ kind: 'refused', channel: name, ref, code, message })
  }

  /** The channel, if the server lets them in. Where it does not, they are told. */
  async function admit(ref: string | undefined, request: AuthorizeRequest): Promise<Channel | undefined> {
    await waitForTurn()
    if (isClosed) return undefined
    let isAllowed = false
    try {
      isAllowed = await authorize(request)
    } catch (cause) {
      failed(cause)
    }
    if (isClosed) return undefined
    if (!isAllowed) return refuse(ref, 'forbidden', `The server does not let you ${request.action} this channel`)
    return (channel ??= open())
  }

  function open(): Channel {
    const opened = openChannel()
    stopHearingEvictions = opened.onEvicted(evict)
    return opened
  }

  async function enter({ ref, session, key: claimed, version, state, away }: EnterFrame): Promise<void> {
    const key = keyOf(claimed)
    if (key === undefined) return refuse(ref, 'forbidden', 'The server does not know who you are: you may only look on')
    const admitted = await admit(ref, { key, channel: name, action: 'enter' })
    const id = await publicIdOf(session)
    if (!admitted || isClosed) return
    const membership = membershipIn(admitted, ref, id)
    const isTaken = await membership.say({ version, key, state, away })
    if (isClosed || members.get(ref) !== membership) return
    if (!isTaken) return expire(ref, membership)
    answer({ kind: 'entered', channel: name, ref, id, key })
    await listen(admitted)
  }

  /** The membership of a session under this `ref`: the one that is there, or a new one. */
  function membershipIn(admitted: Channel, ref: string | undefined, id: string): Membership {
    const known = members.get(ref)
    if (known?.id === id) return known
    // Another session takes its place: a link speaks for as many as it has refs.
    if (known) void end(ref, known)
    const membership: Membership = admitted.join({ id, heardAt: link.heardAt, expired: () => expire(ref, membership) })
    members.set(ref, membership)
    return membership
  }

  /** It left, or was put out. Resolves when the store knows, and never rejects. */
  async function end(ref: string | undefined, membership: Membership, version = 0): Promise<void> {
    members.delete(ref)
    channel?.part(membership, 'left')
    await membership.leave(version).catch(failed)
  }

  /** The store does not have it, or has something newer: it has to enter anew, with a higher version. */
  function expire(ref: string | undefined, membership: Membership): void {
    if (members.get(ref) === membership) members.delete(ref)
    channel?.part(membership, 'left')
    refuse(ref, 'expired', 'Enter again, with a higher version')
  }

  async function watch({ ref }: WatchFrame): Promise<void> {
    const key = members.get(ref)?.said?.key ?? keyOf()
    const admitted = await admit(ref, { key, channel: name, action: 'watch' })
    if (!admitted) return
    if (!members.has(ref)) onlookers.add(ref)
    await listen(admitted)
  }

  async function listen(admitted: Channel): Promise<void> {
    await admitted.loaded
    if (!isClosed) admitted.listen(link)
  }

  function set({ ref, version, state, away }: SetFrame): void {
    const membership = members.get(ref)
    const said = membership?.said
    if (!membership || !said || said.version >= version)
      return refuse(ref, 'expired', 'Enter first, and with a higher version')
    membership.say({ ...said, version, state, away }).then((isTaken) => {
      if (!isTaken && !isClosed && members.get(ref) === membership) expire(ref, membership)
    }, failed)
  }

  async function leave({ ref, version }: LeaveFrame): Promise<void> {
    onlookers.delete(ref)
    const membership = members.get(ref)
    // Who leaves and looks on shall not find themselves in the list.
    if (membership) await end(ref, membership, version)
  }

  function evict(key: string): void {
    const message = 'The server put you out'
    for (const [ref, membership] of members) {
      if (membership.said?.key !== key) continue
      void end(ref, membership)
      refuse(ref, 'forbidden', message)
    }
    if (keyOf() === key) {
      for (const ref of onlookers) refuse(ref, 'forbidden', message)
      onlookers.clear()
    }
    closeIfEmpty()
  }

  /** There is room for this `ref`: it has entered or looks on already, or not many others do. */
  function hasRoom(ref: string | undefined): boolean {
    const refs = new Set([...members.keys(), ...onlookers])
    return refs.has(ref) || refs.size < mostSessions
  }

  async function handle(frame: ClientFrame): Promise<void> {
    if (isClosed) return
    const { kind, ref } = frame
    if ((kind === 'enter' || kind === 'watch') && !hasRoom(ref))
      return refuse(ref, 'too-many', `The most is ${mostSessions} sessions in one channel`)
    if (frame.kind === 'enter') await enter(frame)
    else if (frame.kind === 'watch') await watch(frame)
    else if (frame.kind === 'set') set(frame)
    else await leave(frame)
  }

  function closeIfEmpty(): void {
    if (!isClosed && framesWaiting + members.size + onlookers.size === 0) close()
  }

  function close(): void {
    isClosed = true
    channel?.unlisten(link)
    stopHearingEvictions()
    closed()
  }

  return {
    async receive(frame) {
      framesWaiting += 1
      previous = previous.then(() => handle(frame)).catch(failed)
      await previous
      framesWaiting -= 1
      closeIfEmpty()
    },
    async close(how) {
      const last = channel
      const parted = Array.from(members.values(), async (membership) => {
        try {
          await (how === 'left' ? membership.leave(0) : membership.drop())
        } catch (cause) {
          failed(cause)
        }
        last?.part(membership, how)
      })
      close()
      await Promise.all(parted)
    },
  }
}
