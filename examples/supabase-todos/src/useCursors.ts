import { type PointerEvent, useRef, useState } from 'react'
import { useEvent } from 'wirehooks'
import type { Person, Point } from '../protocol'
import type { Room } from './useBoard'

/** How often a pointer that moves is told, in milliseconds. The newest place is, and none in between. */
export const pace = 80

export interface Cursor {
  readonly person: Person
  /** Pixels from the left and the top of the list on this screen. */
  readonly left: number
  readonly top: number
}

/** Where the others point. */
export function useCursors(room: Room): readonly Cursor[] {
  const [cursors, setCursors] = useState<readonly Cursor[]>([])

  useEvent(room, 'CURSOR', ({ person, at }) => {
    const place = at && placeOf(at)
    setCursors((all) => {
      const others = all.filter((cursor) => cursor.person.id !== person.id)
      return place ? [...others, { person, ...place }] : others
    })
  })
  return cursors
}

function placeOf({ todo, x, y }: Point): Pick<Cursor, 'left' | 'top'> | null {
  const item = document.querySelector<HTMLElement>(`[data-todo="${CSS.escape(todo)}"]`)
  return item && { left: item.offsetLeft + x * item.offsetWidth, top: item.offsetTop + y * item.offsetHeight }
}

interface PointerHandlers {
  onPointerMove(event: PointerEvent): void
  onPointerLeave(): void
}

/** Tells the others where this pointer is: now or never, since in a second it is elsewhere. */
export function usePointer(room: Room, person: Person): PointerHandlers {
  const { connection } = room
  const newest = useRef<Point>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  function tell(at: Point | null): void {
    if (at === null && newest.current === null) return
    newest.current = at
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void connection.emit('CURSOR', { person, at: newest.current }, { ttl: 0 })
    }, pace)
  }

  return {
    onPointerMove({ target, clientX, clientY, pointerType }) {
      const item = target instanceof Element ? target.closest<HTMLElement>('[data-todo]') : null
      const todo = item?.dataset.todo
      // A finger scrolls.
      if (!item || !todo || pointerType === 'touch') return tell(null)
      const { left, top, width, height } = item.getBoundingClientRect()
      tell({ todo, x: (clientX - left) / width, y: (clientY - top) / height })
    },
    onPointerLeave: () => tell(null),
  }
}
