import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { isWireError, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { seeLines, seeStatus } from '../parts/see'

interface Calls {
  SUM(numbers: readonly number[]): number
  DIVIDE(numbers: readonly number[]): number
  SLEEP(): void
}

const url = 'wss://stories.example/calls'
const server = wireHandlers(url, {
  on: {
    SUM: (numbers) => (Array.isArray(numbers) ? numbers.reduce((sum: number, one) => sum + Number(one), 0) : 0),
    DIVIDE() {
      throw new Error('Nobody divides by zero')
    },
    SLEEP: () => new Promise(() => {}),
  },
})

const meta = { title: 'Connection/request', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Calls() {
  const live = useWebSocket<object, Calls>(url, { backoff: quick })
  const [lines, setLines] = useState<readonly string[]>([])

  function ask(name: string, answer: Promise<unknown>): void {
    const tell = (text: string): void => setLines((all) => [...all, `${name}: ${text}`])
    answer.then(
      (value) => tell(String(value)),
      (error: unknown) => tell(isWireError(error) ? error.code : String(error)),
    )
  }

  return (
    <Frame title={url} status={live.status}>
      <Log label="Answers" lines={lines} />
      <p className="row">
        <button onClick={() => ask('2 + 3', live.request('SUM', [2, 3]))}>2 + 3</button>
        <button onClick={() => ask('1 / 0', live.request('DIVIDE', [1, 0]))}>1 / 0</button>
        <button onClick={() => ask('sleep', live.request('SLEEP', undefined, { timeout: 300 }))}>Sleep</button>
      </p>
    </Frame>
  )
}

/** An answer, a refusal, and nothing at all: each is a value or a `WireError` with a code. */
export const Answers: Story = {
  render: () => <Calls />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByRole('button', { name: '2 + 3' }))
    await seeLines(canvas, 'Answers', ['2 + 3: 5'])
    await userEvent.click(canvas.getByRole('button', { name: '1 / 0' }))
    await seeLines(canvas, 'Answers', ['2 + 3: 5', '1 / 0: rejected'])
    await userEvent.click(canvas.getByRole('button', { name: 'Sleep' }))
    await seeLines(canvas, 'Answers', ['2 + 3: 5', '1 / 0: rejected', 'sleep: timeout'])
  },
}
