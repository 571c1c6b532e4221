import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect } from 'storybook/test'
import { useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { seeStatus } from '../parts/see'

const url = 'wss://stories.example/switch'
const server = wireHandlers(url)

const meta = { title: 'Connection/enabled', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Switch() {
  const [enabled, setEnabled] = useState(false)
  const live = useWebSocket(url, { enabled, linger: 0, backoff: quick })
  return (
    <Frame title={url} status={live.status}>
      <label className="row">
        <input type="checkbox" checked={enabled} onChange={({ target }) => setEnabled(target.checked)} />
        Listen
      </label>
    </Frame>
  )
}

/** `enabled: false` leaves it `idle`, and a link that nobody wants is closed after its `linger`. */
export const OnAndOff: Story = {
  render: () => <Switch />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'idle')
    await expect(server.links).toHaveLength(0)
    await userEvent.click(canvas.getByLabelText('Listen'))
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByLabelText('Listen'))
    await seeStatus(canvas, 'idle')
  },
}
