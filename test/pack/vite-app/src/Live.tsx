import { useEventSource, useLatest, useWebSocket } from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'

/** Where the three servers are. */
export interface Servers {
  ws: string
  events: string
  io: string
}

interface Heard {
  NEWS: string
}

interface Said {
  THANKS: string
}

/** The status of each connection, and the newest it said. */
export function Live({ ws, events, io }: Servers) {
  const socket = useWebSocket<Heard, Said>(ws)
  const stream = useEventSource<Heard>(events)
  const room = useSocketIO<{ NEWS(text: string): void }, { THANKS(text: string): void }>(io)
  const news = [useLatest(socket, 'NEWS'), useLatest(stream, 'NEWS'), useLatest(room, 'NEWS')]

  function thank(): void {
    void socket.emit('THANKS', 'ws')
    void room.emit('THANKS', 'io')
  }

  return (
    <section>
      <ul>
        <li>ws: {socket.status}</li>
        <li>events: {stream.status}</li>
        <li>io: {room.status}</li>
      </ul>
      <p>{news.join(' ')}</p>
      <button onClick={thank}>Say thanks</button>
    </section>
  )
}
