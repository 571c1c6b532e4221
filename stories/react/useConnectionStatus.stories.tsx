import type { Meta, StoryObj } from '@storybook/react-vite'
import { type Connection, useConnectionStatus, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { seeFact } from '../parts/see'

const url = 'wss://stories.example/status'
const server = wireHandlers(url)

const meta = { title: 'Readers/useConnectionStatus', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Details({ connection }: { connection: Connection }) {
  const { status, attempt, reason, online } = useConnectionStatus(connection, ({ status, ...state }) => ({
    status,
    attempt: state.attempt,
    reason: state.closeReason?.kind,
    online: state.online,
  }))
  return (
    <Facts
      of={{
        Status: status,
        Attempt: attempt,
        'The last link ended': reason ?? '–',
        'The browser says': online ? 'online' : 'offline',
      }}
    />
  )
}

function Page() {
  const { connection } = useWebSocket(url, { backoff: quick })
  return (
    <Frame title={url}>
      <Details connection={connection} />
      <p className="row">
        <button onClick={() => server.drop(1012)}>Restart the server</button>
        <button onClick={() => connection.close()}>Close</button>
        <button onClick={() => connection.open()}>Open</button>
      </p>
    </Frame>
  )
}

/** Any part of the state, read where it is shown. Try every network of the toolbar. */
export const AnyPartOfTheState: Story = {
  render: () => <Page />,
  async play({ canvas, userEvent }) {
    await seeFact(canvas, 'Status', 'open')
    await userEvent.click(canvas.getByRole('button', { name: 'Restart the server' }))
    await seeFact(canvas, 'Status', 'reconnecting')
    await seeFact(canvas, 'Status', 'open')
    await userEvent.click(canvas.getByRole('button', { name: 'Close' }))
    await seeFact(canvas, 'Status', 'closed')
    await userEvent.click(canvas.getByRole('button', { name: 'Open' }))
    await seeFact(canvas, 'Status', 'open')
  },
}
