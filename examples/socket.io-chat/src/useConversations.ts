import { useReducer, useRef } from 'react'
import { type RoomOptions, useEvent } from 'wirehooks'
import { type Conversations, converse } from './conversation'
import { granted } from './granted'
import { type Chat, useChat } from './useChat'

interface Conversing {
  readonly chat: Chat
  readonly conversations: Conversations
  /** How to enter a room, with everything there is to know about it, and how to leave. */
  readonly door: RoomOptions
}

/** The connection, and what we heard in its rooms. */
export function useConversations(me: string): Conversing {
  const [conversations, tell] = useReducer(converse, {})
  /** The rooms that we have missed nothing of. */
  const complete = useRef(new Set<string>())

  const chat = useChat(me, ({ recovered }) => {
    if (!recovered) complete.current.clear()
  })
  const { connection } = chat

  useEvent(chat, 'said', ([room, line]) => tell({ room, lines: [line] }))
  useEvent(chat, 'joined', ([room, person]) => person.name !== me && tell({ room, joined: person }))
  useEvent(chat, 'left', ([room, person]) => person.name !== me && tell({ room, left: person }))

  async function join(room: string): Promise<void> {
    const { members } = await granted(connection.request('join', room))
    tell({ room, members })
    if (complete.current.has(room)) return
    const { lines } = await granted(connection.request('history', room))
    tell({ room, lines })
    complete.current.add(room)
  }

  async function leave(room: string): Promise<void> {
    complete.current.delete(room)
    await connection.with({ volatile: true }).emit('leave', room)
  }

  return { chat, conversations, door: { join, leave } }
}
