import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, waitFor } from 'storybook/test'
import { useRoom, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { seeFact, seeStatus } from '../parts/see'
import { Facts } from '../parts/Facts'

const url = 'wss://stories.example/rooms'
const members: Readonly<Record<string, readonly string[]>> = { lobby: ['Ann', 'Bob'], garden: ['Cleo'] }
const rooms = wireHandlers(url, {
  on: {
    JOIN(room) {
      const there = members[String(room)]
      if (!there) throw new Error('This room is locked')
      return there
    },
  },
})

const meta = { title: 'Hooks/useRoom', parameters: { server: rooms } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

interface Events {
  JOIN(room: string): readonly string[]
  LEAVE: string
}

function Rooms({ first }: { first: string }) {
  const [room, setRoom] = useState(first)
  const live = useWebSocket<object, Events>(url, { backoff: quick })
  const { status, answer, error } = useRoom(live, room, { join: (name) => live.request('JOIN', name), leave: 'LEAVE' })
  return (
    <Frame title={url} status={live.status}>
      <label className="row">
        Room
        <select value={room} onChange={(event) => setRoom(event.target.value)}>
          <option>lobby</option>
          <option>garden</option>
          <option>attic</option>
        </select>
      </label>
      <Facts
        of={{
          'The room': status,
          Members: Array.isArray(answer) ? answer.join(', ') : '–',
          Why: error ? error.message : '–',
        }}
      />
      <p className="row">
        <button onClick={() => rooms.drop()}>Cut the link</button>
      </p>
    </Frame>
  )
}

/** Change the room, and cut the link: the room you are in is joined anew on every open. */
export const JoinedAgain: Story = {
  render: () => <Rooms first="lobby" />,
  async play({ canvas, userEvent }) {
    await seeFact(canvas, 'The room', 'joined')
    await seeFact(canvas, 'Members', 'Ann, Bob')
    await userEvent.selectOptions(canvas.getByLabelText('Room'), 'garden')
    await seeFact(canvas, 'Members', 'Cleo')
    await userEvent.click(canvas.getByRole('button', { name: 'Cut the link' }))
    await seeStatus(canvas, 'reconnecting')
    await seeFact(canvas, 'The room', 'outside')
    await seeFact(canvas, 'The room', 'joined')
    const asked = rooms.sent.map(({ event, data }) => `${event} ${String(data)}`)
    await waitFor(() => expect(asked).toEqual(['JOIN lobby', 'JOIN garden', 'LEAVE lobby', 'JOIN garden']))
  },
}

/** A server that does not let you in says why. The connection stays open. */
export const Refused: Story = {
  render: () => <Rooms first="attic" />,
  async play({ canvas }) {
    await seeFact(canvas, 'The room', 'refused')
    await seeFact(canvas, 'Why', /locked/)
    await seeStatus(canvas, 'open')
  },
}
