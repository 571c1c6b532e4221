import type { RoomInfo } from '../protocol'

interface RoomsProps {
  rooms: readonly RoomInfo[]
  room: string
  onChoose: (room: string) => void
}

export function Rooms({ rooms, room, onChoose }: RoomsProps) {
  return (
    <nav className="rooms" aria-label="Rooms">
      <h2>Rooms</h2>
      <ul>
        {rooms.map(({ name, isPrivate }) => (
          <li key={name}>
            <button aria-current={name === room ? 'page' : undefined} onClick={() => onChoose(name)}>
              <span className="hash" aria-hidden="true">
                #
              </span>
              <span className="name">{name}</span>
              {isPrivate && <span className="private">private</span>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
