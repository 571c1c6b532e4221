import { useEffect, useState } from 'react'
import type { Connection, Status } from 'wirehooks'

/** From one status to the next. */
export type Move = readonly [from: Status, to: Status]

/** The newest move of a connection since it is looked at. */
export function useLastMove({ store }: Connection): Move | null {
  const [move, setMove] = useState<Move | null>(null)
  useEffect(
    () =>
      store.subscribe(({ status: to }, { status: from }) => {
        if (from !== to) setMove([from, to])
      }),
    [store],
  )
  return move
}
