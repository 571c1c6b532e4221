import { type ReactElement, type ReactNode, useId, useLayoutEffect, useRef } from 'react'

export interface LogProps {
  /** What it lists. */
  label: string
  /** Oldest first. */
  lines: readonly ReactNode[]
  /** What stands there while there are no lines. */
  empty?: string
}

/** Lines that scroll with the newest. */
export function Log({ label, lines, empty = 'Nothing yet' }: LogProps): ReactElement {
  const id = useId()
  const end = useRef<HTMLUListElement>(null)
  useLayoutEffect(() => {
    if (end.current) end.current.scrollTop = end.current.scrollHeight
  })
  return (
    <div className="log">
      <p id={id}>{label}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard */}
      <ul ref={end} aria-labelledby={id} tabIndex={0}>
        {lines.length === 0 && <li className="quiet">{empty}</li>}
        {lines.map((line, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines are only ever added
          <li key={index}>{line}</li>
        ))}
      </ul>
    </div>
  )
}
