import type { ReactElement, ReactNode } from 'react'
import { useOwnStyle } from './useOwnStyle'

interface PageProps {
  /** The style sheet of an example: it speaks for a whole page, so it is here only as long as the example is. */
  css: string
  children: ReactNode
}

/** An example as the page that this is. */
export function Page({ css, children }: PageProps): ReactElement {
  useOwnStyle()
  return (
    <div className="case-page">
      <style>{css}</style>
      {children}
    </div>
  )
}
