import { useEffect, useState } from 'react'
import { isWireError } from 'wirehooks'
import { granted, Refusal } from './granted'
import { recall, remember } from './session'
import type { Chat } from './useChat'

/** A message that the server has not confirmed. */
export interface Outgoing {
  /** It keeps its id however often it is sent, so that the server keeps it once. */
  readonly id: string
  readonly room: string
  readonly text: string
  readonly at: number
  readonly trouble?: Trouble | undefined
}

/**
 * - `unsure`: the link broke before the answer came, so it is asked again.
 * - `too-fast`: the server wants it later, and will get it then.
 * - `refused`: the server does not take it. What to do about it is for people.
 */
export type Trouble = { readonly kind: 'unsure' | 'too-fast' } | { readonly kind: 'refused'; readonly reason: string }

interface Outbox {
  readonly outgoing: readonly Outgoing[]
  say(room: string, text: string): void
  /** Sends one again that was refused. */
  retry(id: string): void
  discard(id: string): void
}

/**
 * Once and in order, whatever happens to the link, the server or this page: one message at a time, the same one again
 * until it is confirmed, and only then the next. While there is no link it waits in the connection's own outbox.
 */
export function useOutgoing({ connection, status }: Chat, me: string): Outbox {
  const [outgoing, setOutgoing] = useState(() => recall<readonly Outgoing[]>(`chat outgoing ${me}`) ?? [])
  const next = outgoing.find(({ trouble }) => trouble?.kind !== 'refused')
  const { id, room, text } = next ?? {}
  const isOver = status === 'failed' || status === 'closed'

  useEffect(() => remember(`chat outgoing ${me}`, outgoing), [me, outgoing])

  useEffect(() => {
    if (isOver || id === undefined || room === undefined || text === undefined) return
    const line = { id, text }
    const where = room
    const over = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined

    async function deliver(): Promise<void> {
      try {
        await granted(connection.with({ timeout: 15_000, signal: over.signal }).request('say', where, line))
        setOutgoing(without(line.id))
      } catch (error) {
        if (over.signal.aborted) return
        if (error instanceof Refusal && error.retryAfter !== undefined) {
          setOutgoing(marked(line.id, { kind: 'too-fast' }))
          timer = setTimeout(() => void deliver(), error.retryAfter)
        } else if (error instanceof Refusal) {
          setOutgoing(marked(line.id, { kind: 'refused', reason: error.message }))
        } else if (isWireError(error) && (error.code === 'unknown' || error.code === 'timeout')) {
          setOutgoing(marked(line.id, error.code === 'unknown' ? { kind: 'unsure' } : undefined))
          await deliver()
        }
        // Else the connection has ended: when it starts anew, so does this.
      }
    }

    void deliver()
    return () => {
      clearTimeout(timer)
      over.abort()
    }
  }, [connection, isOver, id, room, text])

  return {
    outgoing,
    say: (room, text) => setOutgoing((all) => [...all, { id: crypto.randomUUID(), room, text, at: Date.now() }]),
    retry: (id) => setOutgoing(marked(id)),
    discard: (id) => setOutgoing(without(id)),
  }
}

type Change = (all: readonly Outgoing[]) => readonly Outgoing[]

function marked(id: string, trouble?: Trouble): Change {
  return (all) => all.map((one) => (one.id === id ? { ...one, trouble } : one))
}

function without(id: string): Change {
  return (all) => all.filter((one) => one.id !== id)
}
