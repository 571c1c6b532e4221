import { type SubmitEvent, useState } from 'react'
import { useMessages, useRoom, useWebSocket } from 'wirehooks'

interface Heard {
  CHAT: string
}

interface Said {
  CHAT: string
  JOIN(room: string): string[]
  LEAVE: string
}

/** A room in which everybody hears what anybody says. */
export function Chat({ url }: { url: string }) {
  const chat = useWebSocket<Heard, Said>(url)
  const lines = useMessages(chat, 'CHAT')
  const { answer: people = [] } = useRoom(chat, 'lobby', { join: (room) => chat.request('JOIN', room), leave: 'LEAVE' })
  const [line, setLine] = useState('')

  function say(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault()
    void chat.emit('CHAT', line)
    setLine('')
  }

  return (
    <main>
      <output>{chat.status}</output>
      {!chat.isOpen && <button onClick={chat.reconnect}>Try now</button>}
      <p>{chat.queue.count > 0 ? `${chat.queue.count} waiting` : `With ${people.join(', ')}`}</p>
      <ol>
        {lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ol>
      <form onSubmit={say}>
        <input aria-label="Your line" value={line} onChange={(event) => setLine(event.target.value)} />
      </form>
    </main>
  )
}
