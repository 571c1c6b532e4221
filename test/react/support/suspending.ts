import { act } from '@testing-library/react'
import { useEffect, useState } from 'react'
import { createGate } from './gate'

/** Has a mounted component suspend again, as one does that reads other data after an update. */
export interface Suspending {
  /** Called last in the component that suspends. */
  useSuspending(): void
  suspend(): void
  resume(): Promise<void>
}

export function createSuspending(): Suspending {
  const gate = createGate(true)
  let suspend = (): void => {}
  return {
    useSuspending() {
      const [, setCount] = useState(0)
      useEffect(() => {
        suspend = () => {
          gate.close()
          setCount((count) => count + 1)
        }
      }, [])
      gate.read()
    },
    suspend: () => act(() => suspend()),
    resume: gate.open,
  }
}
