import type { CSSProperties } from 'react'

/** Initials, in a colour that a name always has. */
export function Avatar({ name }: { name: string }) {
  const initials = name.split(/\s+/, 2).map((word) => Array.from(word)[0] ?? '')
  return (
    <span className="avatar" style={{ '--hue': hueOf(name) } as CSSProperties} aria-hidden="true">
      {initials.join('').toUpperCase()}
    </span>
  )
}

/** Names that differ in a letter should not look alike: the golden angle spreads them. */
function hueOf(name: string): number {
  let hash = 0
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521
  return Math.round((hash * 137.508) % 360)
}
