import type { CSSProperties } from 'react'
import type { Person } from '../protocol'
import { hueOf } from './hueOf'
import type { Room } from './useBoard'
import { pace, useCursors } from './useCursors'

/** The pointers of those who are here. They are for the eye only. */
export function Cursors({ room, people }: { room: Room; people: readonly Person[] }) {
  const cursors = useCursors(room)
  const here = new Set(people.map(({ id }) => id))

  return (
    <div className="cursors" aria-hidden="true" style={{ '--pace': `${pace}ms` } as CSSProperties}>
      {room.isOpen &&
        cursors
          .filter(({ person }) => here.has(person.id))
          .map(({ person: { id, name }, left, top }) => (
            <div key={id} className="cursor" style={{ left, top, '--hue': hueOf(name) } as CSSProperties}>
              <svg viewBox="0 0 16 16">
                <path d="M1.5 1.5 14 6.5 8.5 8.5 6.5 14z" />
              </svg>
              <span>{name}</span>
            </div>
          ))}
    </div>
  )
}
