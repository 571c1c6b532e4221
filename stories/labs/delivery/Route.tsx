import type { CSSProperties, ReactElement } from 'react'
import { Chip } from './Chip'
import { fateOf, type ParcelState } from './parcels'
import { delay } from './protocol'
import { capacity } from './useDelivery'

/** Outbox, wire and server, and where every message is now. */
export function Route({ parcels }: { parcels: readonly ParcelState[] }): ReactElement {
  const waiting = parcels.filter((parcel) => fateOf(parcel) === 'waiting')
  const travelling = parcels.filter(({ place }) => place === 'wire').slice(-24)
  const arrived = parcels.filter(({ place }) => place === 'server')
  const style = { '--delay': `${delay}ms` } as CSSProperties

  return (
    <div className="route" style={style}>
      <Stop name="Outbox" says={`${waiting.length} of ${capacity}`} parcels={waiting} />
      <Stop name="Wire" says={`${delay / 1000} s each way`} parcels={travelling} />
      <Stop name="Server" says={`${arrived.length} arrived`} parcels={arrived.slice(-18)} />
    </div>
  )
}

function Stop({ name, says, parcels }: { name: string; says: string; parcels: readonly ParcelState[] }): ReactElement {
  return (
    <section className="stop" aria-label={name} data-stop={name}>
      <h3>
        {name} <small>{says}</small>
      </h3>
      <ul>
        {parcels.map((parcel) => (
          <Chip key={parcel.number} parcel={parcel} />
        ))}
      </ul>
    </section>
  )
}
