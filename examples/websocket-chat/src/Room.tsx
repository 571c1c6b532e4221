import { useRef } from 'react'
import type { Person } from '../protocol'
import { Composer } from './Composer'
import { Messages } from './Messages'
import type { Chat } from './useChat'
import type { Outgoing } from './useOutgoing'
import { useRoom } from './useRoom'
import { useTyping } from './useTyping'

interface RoomProps {
  chat: Chat
  me: Person
  room: string
  outgoing: readonly Outgoing[]
  onSay: (text: string) => void
}

export function Room({ chat, me, room, outgoing, onSay }: RoomProps) {
  const { items, refusal } = useRoom(chat, room)
  const scroller = useRef<HTMLDivElement>(null)
  const typing = useTyping(chat, room)

  function sayBelow(text: string) {
    onSay(text)
    // Who was reading older messages sees their own; the list is `column-reverse`, so its end is 0.
    scroller.current?.scrollTo({ top: 0 })
  }

  return (
    <>
      <Messages scroller={scroller} me={me} room={room} items={items} outgoing={outgoing} refusal={refusal} />
      <p className="typing" data-shown={typing.length > 0}>
        {sentence(typing.map(({ name }) => name))}
      </p>
      <Composer chat={chat} room={room} onSay={sayBelow} />
    </>
  )
}

function sentence(names: readonly string[]): string {
  if (names.length === 0) return ''
  if (names.length > 3) return 'Several people are typing…'
  return `${new Intl.ListFormat('en').format(names)} ${names.length === 1 ? 'is' : 'are'} typing…`
}
