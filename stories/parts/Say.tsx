import { type ReactElement, useState } from 'react'

export interface SayProps {
  /** What is said, and never nothing. */
  onSay(text: string): void
  label?: string
  /** What stands in the field at first. */
  initial?: string
}

/** A field, and a button that says what is in it. */
export function Say({ onSay, label = 'Message', initial = 'Hello' }: SayProps): ReactElement {
  const [text, setText] = useState(initial)
  const words = text.trim()
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault()
        if (words) onSay(words)
      }}
    >
      <input className="grow" aria-label={label} value={text} onChange={(event) => setText(event.target.value)} />
      <button type="submit" className="primary" aria-disabled={!words}>
        Send
      </button>
    </form>
  )
}
