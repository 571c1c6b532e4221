import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { heartbeat, useMessages, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { seeFact, seeStatus } from '../parts/see'

const url = 'wss://stories.example/network'
const server = wireHandlers(url, { opened: (client) => client.message('CHAT', 'Welcome') })

function Weather() {
  const live = useWebSocket<{ CHAT: string }>(url, { wrappers: [heartbeat({ interval: 500 })], backoff: quick })
  const lines = useMessages(live, 'CHAT')
  return (
    <Frame title={url} status={live.status}>
      <Facts
        of={{
          Attempt: live.attempt,
          'Round trip': live.latency === null ? '–' : `${Math.round(live.latency)} ms`,
          'The browser says': live.online ? 'online' : 'offline',
        }}
      />
      <Log label="Messages" lines={lines} />
    </Frame>
  )
}

const meta = { title: 'Connection/network', parameters: { server }, render: () => <Weather /> } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

/** All is well. */
export const Online: Story = {
  globals: { network: 'online' },
  async play({ canvas }) {
    await seeStatus(canvas, 'open')
    await seeFact(canvas, 'Round trip', /^\d+ ms$/)
  },
}

/** Everything takes 0.8 s each way, the opening too. */
export const Slow: Story = {
  globals: { network: 'slow' },
  async play({ canvas }) {
    await seeStatus(canvas, 'connecting')
    await seeStatus(canvas, 'open')
    await seeFact(canvas, 'Round trip', /^(1[6-9]|[2-9]\d)\d\d ms$/)
  },
}

/** Breaks every four seconds, and says everything twice: comes back each time. */
export const Flaky: Story = {
  globals: { network: 'flaky' },
  async play({ canvas }) {
    await seeStatus(canvas, 'open')
    await waitFor(() => expect(canvas.getAllByText('Welcome').length).toBeGreaterThanOrEqual(2))
    await waitFor(() => expect(server.links.length).toBeGreaterThanOrEqual(2))
  },
}

/** Nothing arrives, and nobody says so: what dials waits, until the connect timeout is over. */
export const HalfOpen: Story = {
  globals: { network: 'half-open' },
  async play({ canvas }) {
    await seeStatus(canvas, 'connecting')
    await expect(server.links).toHaveLength(0)
  },
}

/** The browser knows that there is no network: nothing is tried until it says otherwise. */
export const Offline: Story = {
  globals: { network: 'offline' },
  async play({ canvas }) {
    await seeFact(canvas, 'The browser says', 'offline')
    await expect(server.links).toHaveLength(0)
  },
}

/** Nobody answers: it tries again and again, at growing distances. */
export const ServerDown: Story = {
  globals: { network: 'server down' },
  async play({ canvas }) {
    await seeStatus(canvas, 'reconnecting')
    await seeFact(canvas, 'Attempt', '2')
    await seeFact(canvas, 'The browser says', 'online')
  },
}
