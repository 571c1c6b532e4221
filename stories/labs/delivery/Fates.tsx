import type { ReactElement } from 'react'
import { fates } from './fates'
import { fateOf, type ParcelState } from './parcels'

/** How many have come to which end. */
export function Fates({ parcels }: { parcels: readonly ParcelState[] }): ReactElement {
  return (
    <dl className="fates">
      {Object.entries(fates).map(([fate, { tone, says }]) => {
        const count = parcels.filter((parcel) => fateOf(parcel) === fate).length
        return (
          <div key={fate} data-tone={tone} data-none={count === 0}>
            <dt>
              {fate} <small>{says}</small>
            </dt>
            <dd data-testid={fate}>{count}</dd>
          </div>
        )
      })}
    </dl>
  )
}
