import { useState } from 'react'

interface NameFieldProps {
  name: string
  onRename: (name: string) => void
}

/** Everybody sees the name while it is typed. Nobody has an empty one. */
export function NameField({ name, onRename }: NameFieldProps) {
  const [draft, setDraft] = useState(name)
  /** It may have been changed in another tab meanwhile. */
  const isDraft = ['', name].includes(draft.trim())

  function change(text: string) {
    setDraft(text)
    if (text.trim()) onRename(text.trim())
  }

  return (
    <label className="name-field">
      <span className="label">Your name</span>
      <input
        maxLength={24}
        autoComplete="off"
        value={isDraft ? draft : name}
        onChange={(event) => change(event.target.value)}
        onBlur={() => setDraft(name)}
      />
    </label>
  )
}
