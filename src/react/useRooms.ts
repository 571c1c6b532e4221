import { type RoomOptions, roomOf, type RoomSource } from '../channel/rooms'
import { useCommitEffect } from './useCommitEffect'
import { useCurrent } from './useCurrent'

/**
 * `useRoom` for a list of rooms that changes: joins and leaves what is different, without reconnecting. It renders
 * nothing; what became of one room, `useRoom` tells.
 *
 * @example
 * useRooms(chat, ['lobby', ...tickets.map((ticket) => `ticket:${ticket.id}`)])
 */
export function useRooms(source: RoomSource, names: readonly string[], options: RoomOptions = {}): void {
  const connection = source.connection ?? source
  const newest = useCurrent(options)
  const list = JSON.stringify(names)
  useCommitEffect(() => {
    const rooms = (JSON.parse(list) as string[]).map((name) => roomOf(connection, name))
    const exits = rooms.map((room) => room.enter(() => newest.current))
    return () => {
      for (const exit of exits) exit()
    }
  }, [connection, list, newest])
}
