import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { usePresence, useWebSocket } from 'wirehooks'
import { Frame } from '../parts/Frame'
import { People } from '../parts/People'
import { createPresenceRoom } from '../parts/presenceRoom'
import { quick } from '../parts/quick'
import { seeLines } from '../parts/see'

const { url, server } = createPresenceRoom('people')

const meta = { title: 'Presence/usePresence', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

interface Shared {
  readonly mood: string
}

/** What one person has on their screen: two of them would share a link, if it were not for the `key`. */
function Desk({ name }: { name: string }) {
  const live = useWebSocket(url, { key: name, backoff: quick })
  const presence = usePresence<Shared>(live, { channel: 'board', key: name, initial: { mood: 'calm' } })
  return (
    <Frame title={`What ${name} sees`} status={live.status}>
      <People label={`${name} sees`} people={presence.others} about={({ mood }) => `is ${mood}`} />
      <p className="row">
        {['calm', 'busy', 'glad'].map((mood) => (
          <button key={mood} aria-label={`${name} is ${mood}`} onClick={() => presence.update({ mood })}>
            {mood}
          </button>
        ))}
      </p>
    </Frame>
  )
}

function Board() {
  const [isThere, setIsThere] = useState(false)
  return (
    <>
      <div className="columns">
        <Desk name="Ann" />
        {isThere && <Desk name="Bob" />}
      </div>
      <p className="row">
        <button className="primary" onClick={() => setIsThere(!isThere)}>
          {isThere ? 'Bob goes' : 'Bob comes'}
        </button>
      </p>
    </>
  )
}

/** Bob comes and goes, and each of them has a mood. Break the network: the others stay, and are `stale`. */
export const TwoPeople: Story = {
  render: () => <Board />,
  async play({ canvas, userEvent }) {
    await seeLines(canvas, 'Ann sees', ['Nobody else'])
    await userEvent.click(canvas.getByRole('button', { name: 'Bob comes' }))
    await seeLines(canvas, 'Ann sees', ['BBob is calm'])
    await seeLines(canvas, 'Bob sees', ['AAnn is calm'])
    await userEvent.click(canvas.getByRole('button', { name: 'Ann is glad' }))
    await seeLines(canvas, 'Bob sees', ['AAnn is glad'])
    await userEvent.click(canvas.getByRole('button', { name: 'Bob goes' }))
    await seeLines(canvas, 'Ann sees', ['Nobody else'])
  },
}
