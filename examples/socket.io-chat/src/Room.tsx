import { useRef } from 'react'
import { type RoomOptions, useRoom } from 'wirehooks'
import { Composer } from './Composer'
import type { Item } from './conversation'
import { Messages } from './Messages'
import { NoEntry } from './NoEntry'
import { StatusBar } from './StatusBar'
import type { Chat } from './useChat'
import type { useOutgoing } from './useOutgoing'
import { useTyping } from './useTyping'

interface RoomProps {
  chat: Chat
  me: string
  room: string
  items: readonly Item[]
  door: RoomOptions
  outbox: ReturnType<typeof useOutgoing>
}

/** The room that is shown. */
export function Room({ chat, me, room, items, door, outbox }: RoomProps) {
  const { status, error } = useRoom(chat, room, door)
  const typing = useTyping(chat, room)
  const scroller = useRef<HTMLDivElement>(null)

  function sayBelow(text: string) {
    outbox.say(room, text)
    // Who was reading older messages sees their own; the list is `column-reverse`, so its end is 0.
    scroller.current?.scrollTo({ top: 0 })
  }

  return (
    <>
      <StatusBar chat={chat} room={room} isLoading={status === 'joining'} />
      {error ? (
        <NoEntry error={error} />
      ) : (
        <>
          <Messages
            scroller={scroller}
            me={me}
            room={room}
            items={items}
            outbox={outbox}
            isComplete={status === 'joined'}
            isOpen={chat.isOpen}
          />
          <p className="typing" data-shown={typing.length > 0}>
            {sentence(typing)}
          </p>
          <Composer chat={chat} room={room} onSay={sayBelow} />
        </>
      )}
    </>
  )
}

function sentence(names: readonly string[]): string {
  if (names.length === 0) return ''
  if (names.length > 3) return 'Several people are typing…'
  return `${new Intl.ListFormat('en').format(names)} ${names.length === 1 ? 'is' : 'are'} typing…`
}
