import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { useFold, useWebSocket } from 'wirehooks'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { Renders } from '../parts/Renders'
import { seeFact, seeStatus } from '../parts/see'
import { createTicker, type Trade } from '../parts/ticker'

const ticker = createTicker('fold')

const meta = { title: 'Readers/useFold', parameters: { server: ticker.server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Totals() {
  const live = useWebSocket<{ TRADE: Trade }>(ticker.url, { backoff: quick })
  const { count, sum } = useFold(
    live,
    'TRADE',
    (totals, { price }) => ({ count: totals.count + 1, sum: totals.sum + price }),
    { count: 0, sum: 0 },
  )
  return (
    <Frame title={ticker.url} status={live.status}>
      <Facts of={{ Trades: count, Average: count > 0 ? (sum / count).toFixed(1) : '–' }} />
    </Frame>
  )
}

/** A thousand trades at once: the reducer sees each of them, and React renders only a few times. */
export const EveryMessageFewRenders: Story = {
  render: () => (
    <Renders>
      <Totals />
      <p className="row">
        <button onClick={() => ticker.trade(1000)}>1,000 trades at once</button>
      </p>
    </Renders>
  ),
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await seeFact(canvas, 'Trades', '1')
    const before = Number(canvas.getByTestId('renders').textContent)
    await userEvent.click(canvas.getByRole('button'))
    await seeFact(canvas, 'Trades', '1001')
    await expect(Number(canvas.getByTestId('renders').textContent) - before).toBeLessThan(100)
  },
}
