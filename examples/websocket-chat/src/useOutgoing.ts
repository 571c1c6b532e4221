import { useEffect, useState } from 'react'
import { isWireError } from 'wirehooks'
import { refusalOf } from './refusal'
import { recall, remember } from './session'
import type { Chat } from './useChat'

/** A message that the server has not confirmed. */
export interface Outgoing {
  /** It keeps its id however often it is sent, so that the server keeps it once. */
  readonly id: string
  readonly room: string
  readonly text: string
  readonly at: number
  /** Why the server does not take it. It is not sent again. */
  readonly refusal?: string
}

interface Outbox {
  readonly outgoing: readonly Outgoing[]
  say(room: string, text: string): void
}

/**
 * Exactly once and in order, whatever happens to the link, the server or this page: one message at a time, the same one
 * again until it is confirmed, and only then the next.
 */
export function useOutgoing(chat: Chat): Outbox {
  const { connection, isOpen } = chat
  const [outgoing, setOutgoing] = useState(() => recall<readonly Outgoing[]>('chat outgoing') ?? [])
  const next = outgoing.find(({ refusal }) => refusal === undefined)

  useEffect(() => remember('chat outgoing', outgoing), [outgoing])

  useEffect(() => {
    if (!isOpen || !next) return
    const over = new AbortController()
    const { id, room, text } = next
    let timer: ReturnType<typeof setTimeout> | undefined

    async function deliver(): Promise<void> {
      try {
        await connection.request('SAY', { room, id, text }, { timeout: 5000, signal: over.signal })
        setOutgoing((all) => all.filter((one) => one.id !== id))
      } catch (error) {
        if (isWireError(error) && error.code === 'timeout') return deliver()
        const refusal = refusalOf(error)
        if (refusal?.retryAfter !== undefined) timer = setTimeout(() => void deliver(), refusal.retryAfter)
        else if (refusal)
          setOutgoing((all) => all.map((one) => (one.id === id ? { ...one, refusal: refusal.message } : one)))
        // Else the link broke, and nobody knows whether it arrived: the next link sends it again.
      }
    }

    void deliver()
    return () => {
      clearTimeout(timer)
      over.abort()
    }
  }, [connection, isOpen, next])

  return {
    outgoing,
    say: (room, text) => setOutgoing((all) => [...all, { id: crypto.randomUUID(), room, text, at: Date.now() }]),
  }
}
