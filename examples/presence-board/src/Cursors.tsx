import type { CSSProperties } from 'react'
import { useCursors } from 'wirehooks'
import { hueOf } from './hueOf'
import type { Presence, Somebody } from './shared'
import { useSelf } from './useSelf'

/** Where the others point. It renders with every frame in which one of them moves: nothing else should. */
export function Cursors({ presence }: { presence: Presence }) {
  return useCursors(presence).map(({ x, y, person }) => <Cursor key={person.key} x={x} y={y} person={person} />)
}

/** For whoever has no pointer of their own. */
export function OwnCursor({ presence }: { presence: Presence }) {
  const self = useSelf(presence)
  return self.state.cursor && <Cursor {...self.state.cursor} person={self} />
}

function Cursor({ x, y, person }: { x: number; y: number; person: Somebody }) {
  const { key, state, status } = person
  const place = { left: `${x * 100}%`, top: `${y * 100}%`, '--hue': hueOf(key) } as CSSProperties
  return (
    <div className="cursor" data-status={status} data-at-end={x > 0.75} aria-hidden="true" style={place}>
      <svg viewBox="0 0 16 16">
        <path d="M1.500 1.500 14 6.500 8.500 8.500 6.500 14z" />
      </svg>
      <span>
        {state.name}
        {state.typing && ' …'}
      </span>
    </div>
  )
}
