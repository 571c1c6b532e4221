import { type ReactElement, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'

interface PageFrameProps {
  /** Whose page it is. */
  title: string
  css: string
  children: ReactNode
}

/** A page within the page: with a width and a style of its own, and with the scripts and the servers of this one. */
export function PageFrame({ title, css, children }: PageFrameProps): ReactElement {
  const frame = useRef<HTMLIFrameElement>(null)
  const [body, setBody] = useState<HTMLElement | null>(null)

  // With every render, as the theme may be another.
  useLayoutEffect(() => {
    const page = frame.current?.contentDocument?.documentElement
    if (page) page.style.colorScheme = document.documentElement.style.colorScheme
  })

  return (
    // It is of this page, and runs nothing of its own.
    // oxlint-disable-next-line react/iframe-missing-sandbox -- it shows this page itself
    <iframe
      ref={frame}
      className="case-frame"
      title={title}
      srcDoc={`<!doctype html><html lang="en"><title>${title}</title></html>`}
      onLoad={({ currentTarget }) => setBody(currentTarget.contentDocument?.body ?? null)}
    >
      {body &&
        createPortal(
          <>
            <style>{css}</style>
            {children}
          </>,
          body,
        )}
    </iframe>
  )
}
