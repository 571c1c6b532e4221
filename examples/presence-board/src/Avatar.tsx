import type { CSSProperties } from 'react'
import { hueOf } from './hueOf'
import type { Somebody } from './shared'

/** Initials in somebody's colour, and a dot that says how present they are. It is for the eye only. */
export function Avatar({ person: { key, state, status } }: { person: Somebody }) {
  const initials = state.name.split(/\s+/, 2).map((word) => Array.from(word)[0] ?? '')
  return (
    <span className="avatar" data-status={status} style={{ '--hue': hueOf(key) } as CSSProperties} aria-hidden="true">
      {initials.join('').toUpperCase()}
    </span>
  )
}
