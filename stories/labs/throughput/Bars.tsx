import type { CSSProperties, ReactElement } from 'react'

/** What a render has to do: it makes every bar anew. */
export function Bars({ levels }: { levels: readonly number[] }): ReactElement {
  return (
    <div className="bars" aria-hidden="true">
      {levels.map((level, bar) => (
        // oxlint-disable-next-line react/no-array-index-key -- a bar is its place
        <span key={bar} style={{ '--level': level } as CSSProperties} />
      ))}
    </div>
  )
}
