import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { schemas, useLatest, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { z } from 'zod'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { seeFact, seeStatus } from '../parts/see'

const url = 'wss://stories.example/shop'
const shop = wireHandlers(url, {
  opened: (client) => client.message('PRICE', { symbol: 'ACME', at: '2030-01-02T03:04:05Z' }),
})

const meta = { title: 'Connection/schemas', parameters: { server: shop } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

const validate = schemas({ PRICE: z.object({ symbol: z.string(), at: z.coerce.date() }) })

function Shop() {
  const [complaints, setComplaints] = useState<readonly string[]>([])
  const live = useWebSocket(url, {
    validate,
    backoff: quick,
    onInvalid: ({ message }) => setComplaints((all) => [...all, message]),
  })
  const year = useLatest(live, 'PRICE', ({ at }) => at.getUTCFullYear())
  return (
    <Frame title={url} status={live.status}>
      <Facts of={{ 'The year, of a real Date': year ?? '–', Invalid: live.invalid }} />
      <Log label="onInvalid" lines={complaints} />
      <p className="row">
        <button onClick={() => shop.message('PRICE', { symbol: 7, at: 'soon' })}>Send nonsense</button>
      </p>
    </Frame>
  )
}

/** What matches is typed and converted; nonsense goes to `onInvalid`, and the connection goes on. */
export const Checked: Story = {
  render: () => <Shop />,
  async play({ canvas, userEvent }) {
    await seeFact(canvas, 'The year, of a real Date', '2030')
    await userEvent.click(canvas.getByRole('button'))
    await seeFact(canvas, 'Invalid', '1')
    await seeStatus(canvas, 'open')
  },
}
