import type { Meta, StoryObj } from '@storybook/react-vite'
import { useRef } from 'react'
import { expect, waitFor } from 'storybook/test'
import { useEvent, useWebSocket } from 'wirehooks'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { seeStatus } from '../parts/see'
import { createTicker, type Trade } from '../parts/ticker'

const ticker = createTicker('event')

const meta = { title: 'Readers/useEvent', parameters: { server: ticker.server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Flash() {
  const live = useWebSocket<{ TRADE: Trade }>(ticker.url, { backoff: quick })
  const bar = useRef<HTMLDivElement>(null)
  const count = useRef(0)
  useEvent(live, 'TRADE', ({ price }) => {
    count.current += 1
    if (!bar.current) return
    bar.current.style.width = `${Math.min(100, count.current)}%`
    bar.current.title = `${count.current} trades, the last at ${price}`
  })
  return (
    <Frame title={ticker.url} status={live.status}>
      <div className="track">
        <div ref={bar} className="bar" data-testid="bar" />
      </div>
      <p className="row">
        <button onClick={() => ticker.trade(9)}>Nine trades</button>
      </p>
    </Frame>
  )
}

/** The bar grows with every trade, drawn by the handler itself: React renders nothing for them. */
export const RendersNothing: Story = {
  render: () => <Flash />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByRole('button'))
    await waitFor(() => expect(canvas.getByTestId('bar')).toHaveAttribute('title', '10 trades, the last at 109'))
  },
}
