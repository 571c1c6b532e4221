import { type ReactElement, type ReactNode, useState } from 'react'
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet gives nothing
import './cases.css'
import { type Begin, useScene } from './useScene'

interface CaseProps {
  /** What to try. */
  text: string
  begin: Begin
  children: ReactNode
}

/** What to try, and below it what to try it with. */
export function Case({ text, begin, children }: CaseProps): ReactElement {
  const isSet = useScene(begin)
  const [isWide] = useState(() => matchMedia('(width >= 45rem)').matches)
  return (
    <div className="case">
      {/* Closed on a phone, where there is room for one thing. */}
      <details className="case-try" open={isWide}>
        <summary>What to try</summary>
        <p>{text}</p>
      </details>
      {isSet ? children : <p className="case-wait">A server is starting in this page…</p>}
    </div>
  )
}
