import { useEffect, useState } from 'react'
import type { Turn } from './feed'

export type Choice = Turn | 'take turns'

/** How long one has the turn, in milliseconds. */
const lasts = 3000

/** Whose turn it is: one alone, so that the time of a frame is one's own. */
export function useTurns(choice: Choice): Turn {
  const [turn, setTurn] = useState<Turn>('naive')
  useEffect(() => {
    if (choice !== 'take turns') return
    const timer = setInterval(() => setTurn((turn) => (turn === 'naive' ? 'folded' : 'naive')), lasts)
    return () => clearInterval(timer)
  }, [choice])
  return choice === 'take turns' ? turn : choice
}
