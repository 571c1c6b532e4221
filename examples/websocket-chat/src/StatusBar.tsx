import type { Chat } from './useChat'

const words = {
  idle: 'Not connected',
  connecting: 'Connecting…',
  open: 'Connected',
  reconnecting: 'Reconnecting…',
  closed: 'Closed',
  failed: 'Ended',
}

export function StatusBar({ chat, room }: { chat: Chat; room: string }) {
  const { status } = chat
  return (
    <header>
      <h1>
        <span className="hash">#</span> {room}
      </h1>
      <p className="status" data-status={status}>
        {words[status]}
      </p>
      <button
        title="The server drops this tab’s connection, as a broken network would"
        aria-disabled={status !== 'open'}
        onClick={() => void chat.emit('HANG_UP', undefined, { ttl: 0 })}
      >
        Cut my link
      </button>
    </header>
  )
}
