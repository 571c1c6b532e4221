import { useSyncExternalStore } from 'react'
import { link } from './link'

/** Takes the network away from this tab, and gives it back. */
export function LinkButton() {
  const isCut = useSyncExternalStore(link.subscribe, link.isCut)
  return (
    <button
      className={isCut ? 'small primary' : 'small'}
      title={isCut ? undefined : 'Nothing comes to this tab or leaves it, as without a network'}
      onClick={isCut ? link.mend : link.cut}
    >
      {isCut ? 'Mend my link' : 'Break my link'}
    </button>
  )
}
