import { useStore } from 'zustand'
import { type RoomOptions, roomOf, type RoomSource, type RoomState } from '../channel/rooms'
import { useCommitEffect } from './useCommitEffect'
import { useCurrent } from './useCurrent'
import { useKept } from './useKept'

/**
 * Keeps a room of the server's joined for as long as the component is mounted and the connection is open: joins at every
 * opening, leaves when the last component goes, and changes without reconnecting. `null` joins none. Several components
 * may name the same room; the `join` and `leave` of the one that is there for longest are used.
 *
 * @example
 * const { status, error } = useRoom(chat, room, { join: (name) => chat.request('join', name) })
 */
export function useRoom(source: RoomSource, name: string | null, options: RoomOptions = {}): RoomState {
  const connection = source.connection ?? source
  const newest = useCurrent(options)
  const room = useKept([connection, name], () => roomOf(connection, name ?? ''))
  useCommitEffect(() => (name === null ? undefined : room.enter(() => newest.current)), [room, name, newest])
  return useStore(room.store)
}
