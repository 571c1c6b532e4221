import type { Meta, StoryObj } from '@storybook/react-vite'
import { type PointerEvent, useRef } from 'react'
import { expect, fireEvent, waitFor, within } from 'storybook/test'
import { type Presence, useCursors, usePresence, useWebSocket } from 'wirehooks'
import { Frame } from '../parts/Frame'
import { hueOf } from '../parts/People'
import { createPresenceRoom } from '../parts/presenceRoom'
import { quick } from '../parts/quick'

const { url, server } = createPresenceRoom('cursors')

const meta = { title: 'Presence/useCursors', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

interface Shared {
  /** From 0 to 1 each way. */
  readonly cursor: { readonly x: number; readonly y: number } | null
}

/** It alone renders with every frame. */
function Cursors({ presence }: { presence: Presence<Shared> }) {
  return useCursors(presence).map(({ x, y, person }) => (
    <span
      key={person.key}
      className="cursor"
      style={{ left: `${x * 100}%`, top: `${y * 100}%`, '--hue': hueOf(person.key) }}
    >
      {person.key}
    </span>
  ))
}

function Surface({ name }: { name: string }) {
  const live = useWebSocket(url, { key: name, backoff: quick })
  const { presence } = usePresence<Shared>(live, { channel: 'board', key: name, initial: { cursor: null } })
  const surface = useRef<HTMLElement>(null)

  function move({ clientX, clientY }: PointerEvent): void {
    if (!surface.current) return
    const { left, top, width, height } = surface.current.getBoundingClientRect()
    presence.update({ cursor: { x: (clientX - left) / width, y: (clientY - top) / height } })
  }

  return (
    <Frame title={name} status={live.status}>
      <section
        ref={surface}
        className="surface"
        aria-label={`The board of ${name}`}
        onPointerMove={move}
        onPointerLeave={() => presence.update({ cursor: null })}
      >
        <Cursors presence={presence} />
      </section>
    </Frame>
  )
}

/** Move over one board, and look at the other: ten updates a second, drawn as one smooth way. */
export const TwoBoards: Story = {
  render: () => (
    <div className="columns">
      <Surface name="Ann" />
      <Surface name="Bob" />
    </div>
  ),
  async play({ canvas }) {
    await waitFor(() => expect(canvas.getAllByText('open')).toHaveLength(2))
    const ann = canvas.getByLabelText('The board of Ann')
    const { left, top, width, height } = ann.getBoundingClientRect()
    await fireEvent.pointerMove(ann, { clientX: left + width / 2, clientY: top + height / 4 })
    const cursor = await within(canvas.getByLabelText('The board of Bob')).findByText('Ann')
    await waitFor(() => expect(Number.parseFloat(cursor.style.left)).toBeCloseTo(50))
    await expect(Number.parseFloat(cursor.style.top)).toBeCloseTo(25)
  },
}
