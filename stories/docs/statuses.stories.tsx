import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, waitFor, within } from 'storybook/test'
import { useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { StatusChart } from './StatusChart'

const url = 'wss://stories.example/chart'
/** Slow enough to be watched. */
const server = wireHandlers(url, { delay: 500 })

const meta = { title: 'Guides/Statuses demo', tags: ['!autodocs', '!dev'], parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Chart() {
  const [enabled, setEnabled] = useState(true)
  const live = useWebSocket(url, { enabled, backoff: quick, linger: 0 })
  return (
    <Frame title={url} status={live.status}>
      <StatusChart connection={live.connection} />
      <p className="row">
        <button onClick={() => server.drop()}>Cut the link</button>
        <button onClick={() => server.drop(4403)}>Have the server refuse</button>
        <button onClick={() => setEnabled(!enabled)}>{enabled ? 'Use it no more' : 'Use it'}</button>
      </p>
      <p className="row">
        <button onClick={live.close}>close()</button>
        <button onClick={live.open}>open()</button>
        <button onClick={live.reconnect}>reconnect()</button>
      </p>
    </Frame>
  )
}

/** The chart is lit by a real connection. */
export const Moving: Story = {
  render: () => <Chart />,
  async play({ canvas, userEvent }) {
    const see = (status: string): Promise<void> =>
      waitFor(() => expect(canvas.getByRole('figure')).toHaveAccessibleName(new RegExp(`is ${status} now`)))
    const press = (name: string): Promise<void> =>
      userEvent.click(within(canvas.getByRole('region')).getByRole('button', { name }))

    await see('open')
    await press('Cut the link')
    await see('reconnecting')
    await see('open')
    await press('close()')
    await see('closed')
    await press('open()')
    await see('open')
    await press('Have the server refuse')
    await see('failed')
    await press('reconnect()')
    await see('open')
    await press('Use it no more')
    await see('idle')
  },
}
