import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { heartbeat, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { seeFact, seeStatus } from '../parts/see'

const url = 'wss://stories.example/heartbeat'
const server = wireHandlers(url)

const meta = { title: 'Connection/heartbeat', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Beating() {
  const live = useWebSocket(url, { wrappers: [heartbeat({ interval: 400, timeout: 400 })], backoff: quick })
  return (
    <Frame title={url} status={live.status}>
      <Facts
        of={{
          'Round trip': live.latency === null ? '–' : `${live.latency.toFixed(1)} ms`,
          'The last link ended': live.closeReason?.kind ?? '–',
        }}
      />
      <p className="row">
        <button onClick={() => server.set({ silent: true })}>Go half-open</button>
        <button onClick={() => server.set({ silent: false })}>Mend it</button>
      </p>
    </Frame>
  )
}

/** Go half-open: nobody says that the link is dead, but a beat stays unanswered, and it is left behind at once. */
export const NoticesADeadLink: Story = {
  render: () => <Beating />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await waitFor(() => expect(canvas.getByText('Round trip').nextElementSibling).toHaveTextContent('ms'))
    await userEvent.click(canvas.getByRole('button', { name: 'Go half-open' }))
    await seeFact(canvas, 'The last link ended', 'heartbeat-timeout')
    await seeStatus(canvas, 'reconnecting')
    await userEvent.click(canvas.getByRole('button', { name: 'Mend it' }))
    await seeStatus(canvas, 'open')
  },
}
