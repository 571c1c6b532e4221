import type { Meta, StoryObj } from '@storybook/react-vite'
import { useFold, rateLimit, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { seeFact, seeStatus } from '../parts/see'

const url = 'wss://stories.example/limited'
const server = wireHandlers(url, { on: { TICK: (number, client) => client.message('HEARD', number) } })

const meta = { title: 'Connection/rateLimit', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Limited() {
  const live = useWebSocket<{ HEARD: number }, { TICK: number }>(url, {
    wrappers: [rateLimit({ messages: 4, per: 500 })],
    backoff: quick,
  })
  const heard = useFold(live, 'HEARD', (count) => count + 1, 0)
  return (
    <Frame title={url} status={live.status}>
      <Facts of={{ Waiting: live.queue.count, Heard: heard }} />
      <p className="row">
        <button
          className="primary"
          onClick={() => {
            for (let number = 1; number <= 12; number++) void live.emit('TICK', number)
          }}
        >
          Send twelve at once
        </button>
      </p>
    </Frame>
  )
}

/** Four leave at once, and the others as the server allows: eight a second. */
export const WaitsForItsTurn: Story = {
  render: () => <Limited />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByRole('button'))
    await seeFact(canvas, 'Waiting', /^[1-8]$/)
    await seeFact(canvas, 'Heard', '12')
    await seeFact(canvas, 'Waiting', '0')
  },
}
