import { type SubmitEvent, useEffect, useRef, useState } from 'react'

export function AddForm({ onAdd }: { onAdd: (title: string) => Promise<boolean> }) {
  const [draft, setDraft] = useState('')
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    // On a phone it would cover half of the list with a keyboard.
    if (matchMedia('(pointer: fine)').matches) input.current?.focus()
  }, [])

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const title = draft.trim()
    if (!title) return
    setDraft('')
    input.current?.focus()
    const adding = onAdd(title)
    // Who was reading the beginning sees their own.
    requestAnimationFrame(() => scrollTo({ top: document.documentElement.scrollHeight }))
    // What was refused comes back, unless they are at the next one.
    if (!(await adding)) setDraft((now) => now || title)
  }

  return (
    <form className="add" onSubmit={(event) => void submit(event)}>
      <label className="grow">
        <span className="unseen">New to-do</span>
        <input
          ref={input}
          id="new-todo"
          maxLength={120}
          autoComplete="off"
          placeholder="What is to be done?"
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
        />
      </label>
      <button className="primary">Add</button>
    </form>
  )
}
