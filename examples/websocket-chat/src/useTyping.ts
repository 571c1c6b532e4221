import { useRef, useState } from 'react'
import { useEvent } from 'wirehooks'
import type { Person } from '../protocol'
import type { Chat } from './useChat'

/** Says it again this often while keys are pressed, in milliseconds. */
const again = 1500
/** Who has not said it for this long has stopped, in milliseconds. */
const patience = 3000

/** Who else is typing in a room. */
export function useTyping(chat: Chat, room: string): readonly Person[] {
  const [typing, setTyping] = useState<readonly { person: Person }[]>([])

  useEvent(chat, 'TYPING', ({ room: where, person }) => {
    if (where !== room) return
    const entry = { person }
    setTyping((all) => [...all.filter((other) => other.person.id !== person.id), entry])
    // A newer one has taken its place by then, or they have stopped.
    setTimeout(() => setTyping((all) => all.filter((other) => other !== entry)), patience)
  })
  useEvent(chat, 'SAID', ({ line }) => setTyping((all) => all.filter(({ person }) => person.id !== line.from.id)))

  return typing.map(({ person }) => person).toSorted((one, other) => one.name.localeCompare(other.name))
}

interface TypingSignal {
  /** A key was pressed. */
  typed(): void
  /** What was being typed is said. */
  said(): void
}

/** Tells the others. It is for now only, so it never waits for a link. */
export function useTypingSignal(chat: Chat, room: string): TypingSignal {
  const { connection } = chat
  const lastAt = useRef(-Infinity)
  return {
    typed() {
      if (performance.now() - lastAt.current < again) return
      lastAt.current = performance.now()
      void connection.emit('TYPING', { room }, { ttl: 0 })
    },
    said() {
      lastAt.current = -Infinity
    },
  }
}
