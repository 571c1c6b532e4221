import type { Meta, StoryObj } from '@storybook/react-vite'
import { useLatest, useWebSocket } from 'wirehooks'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { seeFact } from '../parts/see'
import { createTicker, type Trade } from '../parts/ticker'

const ticker = createTicker('latest')

const meta = { title: 'Readers/useLatest', parameters: { server: ticker.server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Price() {
  const live = useWebSocket<{ TRADE: Trade }>(ticker.url, { backoff: quick })
  const price = useLatest(live, 'TRADE', (trade) => trade.price)
  return (
    <Frame title={ticker.url} status={live.status}>
      <Facts of={{ 'The newest price': price ?? '–' }} />
      <p className="row">
        <button onClick={() => ticker.trade(5)}>Five trades</button>
      </p>
    </Frame>
  )
}

/** Of five trades at once you see the fifth: only the newest counts. */
export const OnlyTheNewest: Story = {
  render: () => <Price />,
  async play({ canvas, userEvent }) {
    await seeFact(canvas, 'The newest price', '100')
    await userEvent.click(canvas.getByRole('button'))
    await seeFact(canvas, 'The newest price', '105')
  },
}
