import { useState } from 'react'
import { useLatest, useRooms } from 'wirehooks'
import { Banner } from './Banner'
import { silence } from './conversation'
import { People } from './People'
import { Room } from './Room'
import { Rooms } from './Rooms'
import { SignedOut } from './SignedOut'
import { useConversations } from './useConversations'
import { useOutgoing } from './useOutgoing'

export function Chat({ me, onLeave }: { me: string; onLeave: () => void }) {
  const { chat, conversations, door } = useConversations(me)
  const outbox = useOutgoing(chat, me)
  const [room, setRoom] = useState('lobby')
  const { rooms = [], server = '' } = useLatest(chat, 'welcome') ?? {}
  const conversation = conversations[room] ?? silence

  // Only who is in a room may write there: we stay until all is sent, whichever room is shown.
  useRooms(chat, [...new Set(outbox.outgoing.map((message) => message.room))], door)

  if (chat.status === 'failed') return <SignedOut chat={chat} onLeave={onLeave} />
  return (
    <div className="chat">
      <aside>
        <Rooms rooms={rooms} room={room} onChoose={setRoom} />
        <People people={conversation.members} me={me} isStale={!chat.isOpen} />
        <p className="account">
          <span>
            {me} at {server}
          </span>
          <button onClick={onLeave}>Sign out</button>
        </p>
      </aside>
      <main>
        <Banner chat={chat} />
        <Room key={room} chat={chat} me={me} room={room} items={conversation.items} door={door} outbox={outbox} />
      </main>
    </div>
  )
}
