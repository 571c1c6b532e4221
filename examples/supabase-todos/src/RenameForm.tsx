import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

interface RenameFormProps {
  title: string
  /** `null` leaves it as it was. */
  onFinish: (title: string | null, isByKey: boolean) => void
}

/** Enter and going elsewhere save, Escape does not. */
export function RenameForm({ title, onFinish }: RenameFormProps) {
  const [draft, setDraft] = useState(title)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.select(), [])

  function onKeyDown({ key, nativeEvent }: KeyboardEvent) {
    // Enter may also choose a word in an input method.
    if (nativeEvent.isComposing) return
    if (key === 'Enter') onFinish(draft.trim(), true)
    if (key === 'Escape') onFinish(null, true)
  }

  return (
    <label className="grow rename">
      <span className="unseen">New words for “{title}”</span>
      <input
        ref={input}
        maxLength={120}
        autoComplete="off"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => onFinish(draft.trim(), false)}
      />
    </label>
  )
}
