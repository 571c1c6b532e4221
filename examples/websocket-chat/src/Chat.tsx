import { useState } from 'react'
import { useLatest } from 'wirehooks'
import type { Person, Self } from '../protocol'
import { Banner } from './Banner'
import { People } from './People'
import { Room } from './Room'
import { Rooms } from './Rooms'
import { SignedOut } from './SignedOut'
import { StatusBar } from './StatusBar'
import { useChat } from './useChat'
import { useOutgoing } from './useOutgoing'

export function Chat({ self }: { self: Self }) {
  const chat = useChat(self)
  // Before the first answer there is nothing on the page but what this tab says itself.
  const me: Person = useLatest(chat, 'YOU') ?? { id: '', name: self.name }
  const [room, setRoom] = useState('lobby')
  const { outgoing, say } = useOutgoing(chat)

  if (chat.status === 'failed' && chat.closeReason?.code === 4401) return <SignedOut chat={chat} />
  return (
    <div className="chat">
      <aside>
        <Rooms chat={chat} room={room} onChoose={setRoom} />
        <People chat={chat} me={me} />
      </aside>
      <main>
        <StatusBar chat={chat} room={room} />
        <Banner chat={chat} />
        <Room
          key={room}
          chat={chat}
          me={me}
          room={room}
          outgoing={outgoing.filter((message) => message.room === room)}
          onSay={(text) => say(room, text)}
        />
      </main>
    </div>
  )
}
