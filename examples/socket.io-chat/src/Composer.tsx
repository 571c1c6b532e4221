import { type KeyboardEvent, type SubmitEvent, useEffect, useRef, useState } from 'react'
import type { Chat } from './useChat'
import { useTypingSignal } from './useTyping'

interface ComposerProps {
  chat: Chat
  room: string
  onSay: (text: string) => void
}

export function Composer({ chat, room, onSay }: ComposerProps) {
  const [draft, setDraft] = useState('')
  const typing = useTypingSignal(chat, room)
  const input = useRef<HTMLTextAreaElement>(null)

  useEffect(() => {
    // On a phone it would cover half of the room with a keyboard.
    if (matchMedia('(pointer: fine)').matches) input.current?.focus()
  }, [])

  function write(text: string) {
    setDraft(text)
    if (text.trim()) typing.typed()
  }

  function submit(event?: SubmitEvent<HTMLFormElement>) {
    event?.preventDefault()
    if (draft.trim()) onSay(draft.trim())
    typing.said()
    setDraft('')
    input.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter may also choose a word in an input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }

  return (
    <form className="composer" onSubmit={submit}>
      <label className="grow">
        <span className="unseen">Message to {room}</span>
        <textarea
          ref={input}
          rows={1}
          maxLength={2000}
          placeholder={`Message to ${room}`}
          value={draft}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </label>
      <button className="primary">Send</button>
    </form>
  )
}
