import type { ReactElement, ReactNode } from 'react'
import type { Status } from 'wirehooks'
import { StatusBadge } from './StatusBadge'

export interface FrameProps {
  title: string
  /** Shown as a badge beside the title. */
  status?: Status | undefined
  children?: ReactNode
}

/** The card that holds a story. */
export function Frame({ title, status, children }: FrameProps): ReactElement {
  return (
    <section className="frame" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {status && <StatusBadge status={status} />}
      </header>
      {children}
    </section>
  )
}
