import { useEffect, useEffectEvent, useReducer, useState } from 'react'
import { useEvent } from 'wirehooks'
import { converse, type Item, lastSeq } from './conversation'
import { refusalOf } from './refusal'
import type { Chat } from './useChat'

interface Room {
  readonly items: readonly Item[]
  /** Why the server does not let us in; `null` when it did, `undefined` when it has not said yet. */
  readonly refusal: string | null | undefined
}

/**
 * What was said in a room since we came, and a little from before. On every new link it enters again and asks for what it
 * has missed. It keeps one room as long as it is mounted: give its component the room as `key`.
 */
export function useRoom(chat: Chat, room: string): Room {
  const { connection, isOpen } = chat
  const [items, tell] = useReducer(converse, [])
  const [refusal, setRefusal] = useState<string | null>()

  useEvent(chat, 'SAID', (said) => said.room === room && tell({ lines: [said.line] }))
  useEvent(chat, 'JOINED', (who) => who.room === room && tell({ notice: `${who.person.name} joined` }))
  useEvent(chat, 'LEFT', (who) => who.room === room && tell({ notice: `${who.person.name} left` }))

  /** `null` for somebody who was not here before. */
  const lastSeen = useEffectEvent(() => (refusal === null ? lastSeq(items) : null))

  useEffect(() => {
    if (!isOpen) return
    const over = new AbortController()
    // As long as the link lasts: the answer comes before any news, so that there is never a gap.
    const patience = { timeout: Infinity, signal: over.signal }
    let timer: ReturnType<typeof setTimeout> | undefined

    async function enter(): Promise<void> {
      try {
        const { lines } = await connection.request('ENTER', { room, since: lastSeen() }, patience)
        tell({ lines })
        setRefusal(null)
      } catch (error) {
        const refusal = refusalOf(error)
        if (refusal?.retryAfter !== undefined) timer = setTimeout(() => void enter(), refusal.retryAfter)
        else if (refusal) setRefusal(refusal.message)
      }
    }

    void enter()
    return () => {
      clearTimeout(timer)
      over.abort()
    }
  }, [connection, isOpen, room])

  return { items, refusal }
}
