import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { Cursors, OwnCursor } from './Cursors'
import type { Presence } from './shared'

const steps: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** What everybody points at, with a pointer or with the arrow keys. */
export function Surface({ presence }: { presence: Presence }) {
  const { update } = presence
  const [isByKeys, setByKeys] = useState(false)
  const last = useRef({ x: 0.5, y: 0.5 })

  function point(x: number, y: number) {
    last.current = { x: part(x), y: part(y) }
    update({ cursor: last.current })
  }

  function leave() {
    setByKeys(false)
    update({ cursor: null })
  }

  function onPointerMove({ currentTarget, clientX, clientY }: PointerEvent) {
    const { left, top, width, height } = currentTarget.getBoundingClientRect()
    setByKeys(false)
    point((clientX - left) / width, (clientY - top) / height)
  }

  function onKeyDown(event: KeyboardEvent) {
    const [right, down] = steps[event.key] ?? []
    if (right === undefined || down === undefined) return
    event.preventDefault()
    setByKeys(true)
    point(last.current.x + right / 40, last.current.y + down / 40)
  }

  return (
    <div className="surface">
      <button className="pad" onPointerMove={onPointerMove} onPointerLeave={leave} onKeyDown={onKeyDown} onBlur={leave}>
        <span>Point here, or press the arrow keys: everybody sees where you are.</span>
      </button>
      <Cursors presence={presence} />
      {isByKeys && <OwnCursor presence={presence} />}
    </div>
  )
}

/** Not finer than the eye, and on the board. */
function part(value: number): number {
  return Math.round(Math.min(Math.max(value, 0), 1) * 10_000) / 10_000
}
