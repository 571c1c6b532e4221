import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { usePresence, useTyping, useWebSocket } from 'wirehooks'
import { Frame } from '../parts/Frame'
import { createPresenceRoom } from '../parts/presenceRoom'
import { quick } from '../parts/quick'

const { url, server } = createPresenceRoom('typing')

const meta = { title: 'Presence/useTyping', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

interface Shared {
  readonly typing?: boolean
}

function Desk({ name }: { name: string }) {
  const live = useWebSocket(url, { key: name, backoff: quick })
  const presence = usePresence<Shared>(live, { channel: 'chat', key: name, initial: {} })
  const { who, start, stop } = useTyping(presence, { stopAfter: 1500 })
  const names = who.map(({ key }) => key).join(' and ')
  return (
    <Frame title={name} status={live.status}>
      <input aria-label={`${name} writes`} placeholder="Write something" onInput={start} onBlur={stop} />
      <p className="quiet">{names ? `${names} is typing…` : 'Nobody is typing'}</p>
    </Frame>
  )
}

/** Write on one side, and look at the other. It stops by itself when you pause. */
export const TwoDesks: Story = {
  render: () => (
    <div className="columns">
      <Desk name="Ann" />
      <Desk name="Bob" />
    </div>
  ),
  async play({ canvas, userEvent }) {
    await waitFor(() => expect(canvas.getAllByText('open')).toHaveLength(2))
    await userEvent.type(canvas.getByLabelText('Ann writes'), 'Hello')
    await expect(await canvas.findByText('Ann is typing…')).toBeVisible()
    await waitFor(() => expect(canvas.getAllByText('Nobody is typing')).toHaveLength(2))
  },
}
