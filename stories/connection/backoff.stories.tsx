import type { Meta, StoryObj } from '@storybook/react-vite'
import { useEffect, useState } from 'react'
import { expect, waitFor } from 'storybook/test'
import { type BackoffOptions, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { seeFact, seeStatus } from '../parts/see'

const url = 'wss://stories.example/backoff'
const down = wireHandlers(url, { refuses: 1006 })

const meta = { title: 'Connection/backoff', parameters: { server: down } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Retries({ backoff }: { backoff: BackoffOptions }) {
  const live = useWebSocket(url, { backoff })
  const left = useSecondsUntil(live.retryAt)
  return (
    <Frame title={url} status={live.status}>
      <Facts
        of={{
          Attempt: live.attempt,
          'The next one': live.retryAt === null ? 'under way' : `in ${left.toFixed(1)} s`,
          Error: live.error?.code ?? '–',
        }}
      />
      <p className="row">
        <button onClick={live.reconnect}>Now</button>
        <button onClick={() => down.set({ refuses: null })}>Start the server</button>
      </p>
    </Frame>
  )
}

function useSecondsUntil(time: number | null): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (time === null) return undefined
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [time])
  return time === null ? 0 : Math.max(0, (time - now) / 1000)
}

/** The waits grow, and no two are alike: full jitter. Start the server, or try at once. */
export const Growing: Story = {
  render: () => <Retries backoff={{ initialDelay: 400, maxDelay: 20_000 }} />,
  async play({ canvas, userEvent }) {
    await seeFact(canvas, 'Attempt', '1')
    await seeStatus(canvas, 'reconnecting')
    await userEvent.click(canvas.getByRole('button', { name: 'Start the server' }))
    await userEvent.click(canvas.getByRole('button', { name: 'Now' }))
    await seeStatus(canvas, 'open')
  },
}

/** After three `attempts` it gives up: `failed`, until you try again. */
export const Limited: Story = {
  render: () => <Retries backoff={{ initialDelay: 100, maxDelay: 200, attempts: 3 }} />,
  async play({ canvas }) {
    await seeStatus(canvas, 'failed')
    await waitFor(() => expect(canvas.getByText('Error').nextElementSibling).not.toHaveTextContent('–'))
  },
}
