import type { Chat } from './useChat'

const words = {
  idle: 'Not connected',
  connecting: 'Connecting…',
  open: 'Connected',
  reconnecting: 'Reconnecting…',
  closed: 'Closed',
  failed: 'Ended',
}

interface StatusBarProps {
  chat: Chat
  room: string
  isLoading: boolean
}

export function StatusBar({ chat, room, isLoading }: StatusBarProps) {
  const { status, recovered } = chat
  // `recovered` is what the server remembers; else the room's door loads its history again.
  const news = isLoading ? ' · loading…' : recovered ? ' · recovered' : ''
  return (
    <header>
      <h1>
        <span className="hash">#</span> {room}
      </h1>
      <p className="status" data-status={status}>
        {words[status]}
        {status === 'open' && news}
      </p>
      <button
        title="The server drops this tab’s connection, as a broken network would"
        aria-disabled={status !== 'open'}
        onClick={() => void chat.with({ volatile: true }).emit('hangUp')}
      >
        Cut my link
      </button>
    </header>
  )
}
