import { type ReactElement, type ReactNode, useLayoutEffect, useRef } from 'react'

export interface LogProps {
  /** What it lists, for those who cannot see it. */
  label: string
  /** Oldest first. */
  lines: readonly ReactNode[]
  /** What stands there while there are no lines. */
  empty?: string
}

/** Lines that scroll with the newest. */
export function Log({ label, lines, empty = 'Nothing yet' }: LogProps): ReactElement {
  const end = useRef<HTMLUListElement>(null)
  useLayoutEffect(() => {
    if (end.current) end.current.scrollTop = end.current.scrollHeight
  })
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard
    <ul ref={end} className="log" aria-label={label} tabIndex={0}>
      {lines.length === 0 && <li className="log-empty">{empty}</li>}
      {lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines are only ever added
        <li key={index}>{line}</li>
      ))}
    </ul>
  )
}
