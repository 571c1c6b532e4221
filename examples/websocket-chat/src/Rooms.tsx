import type { SubmitEvent } from 'react'
import { useLatest } from 'wirehooks'
import type { Chat } from './useChat'

interface RoomsProps {
  chat: Chat
  room: string
  onChoose: (room: string) => void
}

export function Rooms({ chat, room, onChoose }: RoomsProps) {
  const rooms = useLatest(chat, 'ROOMS') ?? []
  const shown = rooms.some(({ name }) => name === room) ? rooms : [...rooms, { name: room, people: 0 }]

  function create(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const name = form.room.value.trim().toLowerCase()
    if (name) onChoose(name)
    form.reset()
  }

  return (
    <nav className="rooms" aria-label="Rooms">
      <h2>Rooms</h2>
      <ul>
        {shown.map(({ name, people }) => (
          <li key={name}>
            <button aria-current={name === room ? 'page' : undefined} onClick={() => onChoose(name)}>
              <span className="hash" aria-hidden="true">
                #
              </span>
              <span className="name">{name}</span>
              <span className="count">
                {people}
                <span className="unseen"> people</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={create}>
        <label>
          <span className="unseen">New room</span>
          <input name="room" placeholder="New room" required maxLength={24} pattern=".*\S.*" autoComplete="off" />
        </label>
        <button aria-label="Create the room">+</button>
      </form>
    </nav>
  )
}
