import { type ReactElement, type ReactNode, Profiler, useCallback, useRef } from 'react'

/** Counts how often what it holds has rendered, without rendering anything itself. */
export function Renders({ children }: { children: ReactNode }): ReactElement {
  const count = useRef(0)
  const shown = useRef<HTMLSpanElement>(null)
  const show = useCallback(() => {
    count.current += 1
    if (shown.current) shown.current.textContent = String(count.current)
  }, [])
  return (
    <>
      <Profiler id="renders" onRender={show}>
        {children}
      </Profiler>
      <p className="quiet">
        Rendered <span ref={shown} data-testid="renders" /> times
      </p>
    </>
  )
}
