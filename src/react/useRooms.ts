import { type RoomEvents, type RoomOptions, roomOf, type RoomSource } from '../channel/rooms'
import { useHold } from './useHold'
import { useLatestRef } from './useLatestRef'

/**
 * `useRoom` for a list of rooms that changes: joins and leaves those that are different, without reconnecting. It renders
 * nothing; `useRoom` tells what became of one room.
 *
 * @example
 * useRooms(chat, ['lobby', ...tickets.map((ticket) => `ticket:${ticket.id}`)])
 */
export function useRooms<Source extends RoomSource>(
  source: Source,
  names: readonly string[],
  options: RoomOptions<RoomEvents<Source>> = {},
): void {
  const connection = source.connection ?? source
  const latest = useLatestRef(options)
  const list = JSON.stringify(names)
  useHold([connection, list], () => {
    const rooms = (JSON.parse(list) as string[]).map((name) => roomOf(connection, name))
    const exits = rooms.map((room) => room.enter(() => latest.current))
    return () => {
      for (const exit of exits) exit()
    }
  })
}
