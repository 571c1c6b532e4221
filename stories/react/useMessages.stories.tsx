import type { Meta, StoryObj } from '@storybook/react-vite'
import { useMessages, useWebSocket } from 'wirehooks'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { seeLines } from '../parts/see'
import { createTicker, type Trade } from '../parts/ticker'

const ticker = createTicker('messages')

const meta = { title: 'Readers/useMessages', parameters: { server: ticker.server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Trades() {
  const live = useWebSocket<{ TRADE: Trade }>(ticker.url, { backoff: quick })
  const trades = useMessages(live, 'TRADE', { limit: 4 })
  return (
    <Frame title={ticker.url} status={live.status}>
      <Log label="Trades" lines={trades.map(({ symbol, price }) => `${symbol} ${price}`)} />
      <p className="row">
        <button onClick={() => ticker.trade(5)}>Five trades</button>
      </p>
    </Frame>
  )
}

/** A list with a `limit` of four: the oldest go first. */
export const WithALimit: Story = {
  render: () => <Trades />,
  async play({ canvas, userEvent }) {
    await seeLines(canvas, 'Trades', ['ACME 100'])
    await userEvent.click(canvas.getByRole('button'))
    await seeLines(canvas, 'Trades', ['ACME 102', 'ACME 103', 'ACME 104', 'ACME 105'])
  },
}
