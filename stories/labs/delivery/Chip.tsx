import type { CSSProperties, ReactElement } from 'react'
import { toneOf } from './fates'
import { fateOf, type ParcelState } from './parcels'

/** One message: its number, in the colour of its fate. */
export function Chip({ parcel }: { parcel: ParcelState }): ReactElement {
  const fate = fateOf(parcel)
  const style = { '--lane': parcel.number % 6 } as CSSProperties
  return (
    <li className="chip" data-tone={toneOf(fate)} data-lost={parcel.isLost} title={fate} style={style}>
      {parcel.number}
    </li>
  )
}
