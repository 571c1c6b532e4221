import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { useMessages, useRooms, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { seeLines, seeStatus } from '../parts/see'

const url = 'wss://stories.example/tickets'
const tickets = wireHandlers(url, {
  on: {
    join: (room, client) => client.message('HEARD', `join ${String(room)}`),
    leave: (room, client) => client.message('HEARD', `leave ${String(room)}`),
  },
})

const meta = { title: 'Hooks/useRooms', parameters: { server: tickets } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

const all = ['lobby', 'garden', 'attic']

function Rooms() {
  const [names, setNames] = useState<readonly string[]>(['lobby'])
  const live = useWebSocket<{ HEARD: string }>(url, { backoff: quick })
  const lines = useMessages(live, 'HEARD')
  useRooms(live, names)
  return (
    <Frame title={url} status={live.status}>
      <div className="row">
        {all.map((name) => (
          <label key={name} className="row">
            <input
              type="checkbox"
              checked={names.includes(name)}
              onChange={({ target }) =>
                setNames(target.checked ? [...names, name] : names.filter((other) => other !== name))
              }
            />
            {name}
          </label>
        ))}
      </div>
      <Log label="What the server heard" lines={lines} />
    </Frame>
  )
}

/** Tick rooms: only what is different is joined or left, over the same link. */
export const OnlyTheDifference: Story = {
  render: () => <Rooms />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await seeLines(canvas, 'What the server heard', ['join lobby'])
    await userEvent.click(canvas.getByLabelText('garden'))
    await seeLines(canvas, 'What the server heard', ['join lobby', 'join garden'])
    await userEvent.click(canvas.getByLabelText('lobby'))
    await seeLines(canvas, 'What the server heard', ['join lobby', 'join garden', 'leave lobby'])
  },
}
