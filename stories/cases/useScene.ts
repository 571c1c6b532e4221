import { useEffect, useState } from 'react'

/** Sets the scene of a story, and returns what ends it. */
export type Begin = () => (() => void) | Promise<() => void>

/**
 * Begins with the story and ends with it; true when all is set. `beforeEach` would begin anew whenever the toolbar changes
 * something.
 */
export function useScene(begin: Begin): boolean {
  const [first] = useState(() => begin)
  const [isSet, setIsSet] = useState(false)

  useEffect(() => {
    const over = new AbortController()
    async function start(): Promise<void> {
      const end = await first()
      if (over.signal.aborted) return end()
      over.signal.addEventListener('abort', end)
      setIsSet(true)
    }
    void start()
    return () => over.abort()
  }, [first])

  return isSet
}
