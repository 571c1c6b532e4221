import type { ClientFrame, RefusedFrame, ServerFrame } from '../protocol/presence'
import type { Channel } from './channel'
import { type FrameLimits, idOf, readFrame } from './frames'
import type { Seat } from './seat'

/** The server's end of one connection, whatever carries it. */
export interface Peer {
  /** Takes the data of a `presence` event. Whatever it is, it never throws. */
  receive(data: unknown): void
  /** Its link ended. */
  close(): void
}

export interface PeerParts {
  /** Sends the data of a `presence` event. */
  send(frame: ServerFrame): void
  /** When something came from it last, as `performance.now()` has it. */
  heardAt(): number
  /** Who this is, as the server knows; without it, who they say they are. */
  key?: string | undefined
  limits: FrameLimits
  /** Opens a channel, for one more user. */
  open(channel: string): Channel
  /** One user less. */
  close(channel: string): void
  /** Whether they may be in a channel, or look at it. */
  authorize(channel: string): boolean | Promise<boolean>
  failed(cause: unknown): void
}

interface Place {
  readonly channel: Channel
  seat?: Seat
}

/** How many channels one connection may be in. */
const most = 64

export function createPeer({ send, heardAt, key, limits, open, close, authorize, failed }: PeerParts): Peer {
  const places = new Map<string, Place>()
  let isClosed = false
  /** What was said is done in order. */
  let last: Promise<void> = Promise.resolve()

  function refuse(channel: string, code: RefusedFrame['code'], message: string): undefined {
    send({ kind: 'refused', channel, code, message })
  }

  async function placeIn(name: string): Promise<Place | undefined> {
    const known = places.get(name)
    if (known) return known
    if (places.size >= most) return refuse(name, 'forbidden', `The most is ${most} channels`)
    if (!(await authorize(name))) return refuse(name, 'forbidden', 'The server does not let you in')
    if (isClosed) return undefined
    const place: Place = { channel: open(name) }
    places.set(name, place)
    return place
  }

  async function enter(frame: Extract<ClientFrame, { kind: 'enter' }>): Promise<void> {
    const place = await placeIn(frame.channel)
    if (!place) return
    const { session, version, state, away } = frame
    const id = await idOf(session)
    const own = key ?? frame.key
    if (place.seat?.id !== id) {
      drop(place)
      place.seat = place.channel.sit({ id, send, heardAt })
    }
    await place.seat.say({ version, key: own, state, away })
    await place.channel.loaded
    if (places.get(frame.channel) === place) place.channel.subscribe(send, { id, key: own })
  }

  async function watch(name: string): Promise<void> {
    const place = await placeIn(name)
    await place?.channel.loaded
    if (place && places.get(name) === place) place.channel.subscribe(send)
  }

  function leave(name: string, version: number): void {
    const place = places.get(name)
    if (!place) return
    void place.seat?.leave(version).catch(failed)
    vacate(name, place)
  }

  function drop({ channel, seat }: Place): void {
    if (!seat) return
    channel.stand(seat)
    seat.drop().then(channel.dropped, failed)
  }

  function vacate(name: string, { channel, seat }: Place): void {
    places.delete(name)
    channel.unsubscribe(send)
    if (seat) channel.stand(seat)
    close(name)
  }

  async function handle(frame: ClientFrame): Promise<void> {
    if (isClosed) return
    const { kind, channel } = frame
    if (kind === 'enter') await enter(frame)
    else if (kind === 'watch') await watch(channel)
    else if (kind === 'leave') leave(channel, frame.version)
    else {
      const seat = places.get(channel)?.seat
      // Somebody else may have a place that was not taken here, or was lost: the sender has to enter first.
      if (!seat?.said) return refuse(channel, 'expired', 'Enter first')
      const { version, state, away } = frame
      if (version > seat.said.version) void seat.say({ ...seat.said, version, state, away }).catch(failed)
    }
  }

  return {
    receive(data) {
      const frame = readFrame(data, limits)
      if (!frame) return
      if (frame.kind === 'refused') return send(frame)
      last = last.then(() => handle(frame)).catch(failed)
    },
    close() {
      isClosed = true
      for (const [name, place] of [...places]) {
        drop(place)
        vacate(name, place)
      }
    },
  }
}
