import { type SubmitEvent, useState } from 'react'
import { useTyping } from 'wirehooks'
import type { Presence } from './shared'

const names = new Intl.ListFormat('en')

/** A note for everybody to see; an empty one takes it away. */
export function NoteForm({ presence }: { presence: Presence }) {
  const [draft, setDraft] = useState('')
  const { who, start, stop } = useTyping(presence)

  function change(text: string) {
    setDraft(text)
    start()
  }

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    stop()
    presence.update({ note: draft.trim() })
    setDraft('')
  }

  return (
    <form className="note-form" onSubmit={submit}>
      <p className="typing">
        {who.length > 0 &&
          `${names.format(who.map(({ state }) => state.name))} ${who.length > 1 ? 'are' : 'is'} typing…`}
      </p>
      <label className="grow">
        <span className="unseen">Your note</span>
        <input
          placeholder="A note for everybody"
          maxLength={80}
          autoComplete="off"
          value={draft}
          onChange={(event) => change(event.target.value)}
          onBlur={stop}
        />
      </label>
      <button className="primary">Share</button>
    </form>
  )
}
