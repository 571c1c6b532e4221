import { type ReactElement, type ReactNode, useState } from 'react'
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet gives nothing
import './cases.css'
import { useOwnStyle } from './useOwnStyle'

interface CaseProps {
  /** The style sheet of the example. It speaks for a page of its own, so it is here only as long as the story is. */
  css: string
  /** What to try. */
  text: string
  children: ReactNode
}

/** An example as a whole page, and what to try with it. */
export function Case({ css, text, children }: CaseProps): ReactElement {
  useOwnStyle()
  return (
    <div className="case">
      <style>{css}</style>
      <Try text={text} />
      <div className="case-page">{children}</div>
    </div>
  )
}

/** Closed on a phone, where there is room for one thing. */
export function Try({ text }: { text: string }): ReactElement {
  const [isWide] = useState(() => matchMedia('(width >= 45rem)').matches)
  return (
    <details className="case-try" open={isWide}>
      <summary>What to try</summary>
      <p>{text}</p>
    </details>
  )
}
