import { useStore } from 'zustand'
import {
  noRoom,
  type Room,
  type RoomConnection,
  type RoomEvents,
  type RoomOptions,
  roomOf,
  type RoomSource,
  type RoomState,
} from '../channel/rooms'
import type { Delivery } from '../transport/delivery'
import { useHold } from './useHold'
import { useInstance } from './useInstance'
import { useLatestRef } from './useLatestRef'

/**
 * Keeps a room of the server's joined for as long as the component is mounted and the connection is open: joins at every
 * opening, leaves when the last component goes, and changes without reconnecting. `null` joins none. Several components
 * may name the same room; the `join` and `leave` of the one that is there for longest are used. Events are those that the
 * connection sends, and `answer` is what `join` gives: the server's answer, or the `Delivery` of an event.
 *
 * @example
 * const { status, answer, error } = useRoom(chat, room, { join: (name) => chat.request('join', name) })
 */
export function useRoom<Source extends RoomSource, Answer = Delivery>(
  source: Source,
  name: string | null,
  options: RoomOptions<RoomEvents<Source>, Answer> = {},
): RoomState<Answer> {
  const connection: RoomConnection = source.connection ?? source
  const latest = useLatestRef(options)
  // Nothing checks at run time which events it sends, and what the server answers: the cast trusts the caller.
  const room = useInstance(
    [connection, name],
    () => (name === null ? noRoom : roomOf(connection, name)) as Room<RoomEvents<Source>, Answer>,
  )
  useHold([room], () => room.enter(() => latest.current))
  return useStore(room.store)
}
