import { useRef, useState } from 'react'
import { useEvent } from 'wirehooks'
import type { Chat } from './useChat'

/** Says it again this often while keys are pressed, in milliseconds. */
const again = 1500
/** Who has not said it for this long has stopped, in milliseconds. */
const patience = 3000

/** The names of who else is typing in a room. */
export function useTyping(chat: Chat, room: string): readonly string[] {
  const [names, setNames] = useState<readonly string[]>([])
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>())

  function stop(name: string): void {
    clearTimeout(timers.current.get(name))
    setNames((all) => all.filter((other) => other !== name))
  }

  useEvent(chat, 'typing', ([where, { name }]) => {
    if (where !== room) return
    clearTimeout(timers.current.get(name))
    timers.current.set(name, setTimeout(stop, patience, name))
    setNames((all) => (all.includes(name) ? all : [...all, name].toSorted()))
  })
  useEvent(chat, 'said', ([where, { from }]) => where === room && stop(from.name))

  return names
}

interface TypingSignal {
  /** A key was pressed. */
  typed(): void
  /** What was being typed is said. */
  said(): void
}

/** Tells the others. It is for now only, so it never waits for a link. */
export function useTypingSignal({ connection }: Chat, room: string): TypingSignal {
  const lastAt = useRef(-Infinity)
  return {
    typed() {
      if (performance.now() - lastAt.current < again) return
      lastAt.current = performance.now()
      void connection.with({ volatile: true }).emit('typing', room)
    },
    said() {
      lastAt.current = -Infinity
    },
  }
}
