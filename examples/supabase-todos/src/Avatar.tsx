import type { CSSProperties } from 'react'
import { hueOf } from './hueOf'

/** Initials, in a colour that a name always has. */
export function Avatar({ name }: { name: string }) {
  const initials = name.split(/\s+/, 2).map((word) => Array.from(word)[0] ?? '')
  return (
    <span className="avatar" style={{ '--hue': hueOf(name) } as CSSProperties} aria-hidden="true">
      {initials.join('').toUpperCase()}
    </span>
  )
}
