import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect } from 'storybook/test'
import { type OutboxOptions, type SendOptions, useMessages, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { seeFact, seeLines, seeStatus } from '../parts/see'

const url = 'wss://stories.example/outbox'
const server = wireHandlers(url, { on: { SAY: (text, client) => client.message('HEARD', text) } })

const meta = { title: 'Connection/outbox', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

interface SendingProps {
  outbox?: OutboxOptions
  /** Of each message. */
  options?: SendOptions
}

function Sending({ outbox = {}, options = {} }: SendingProps) {
  const live = useWebSocket<{ HEARD: string }, { SAY: string }>(url, { outbox, backoff: quick })
  const heard = useMessages(live, 'HEARD')
  const [said, setSaid] = useState<readonly string[]>([])

  async function say(text: string): Promise<void> {
    setSaid((all) => [...all, text])
    const { outcome } = await live.emit('SAY', text, options)
    setSaid((all) => all.map((line) => (line === text ? `${text}: ${outcome}` : line)))
  }

  return (
    <Frame title={url} status={live.status}>
      <Facts of={{ Waiting: live.queue.count, Dropped: live.queue.dropped }} />
      <div className="columns">
        <Log label="What you said" lines={said} empty="What you say, and what became of it" />
        <Log label="What the server heard" lines={heard} empty="What the server heard" />
      </div>
      <p className="row">
        <button className="primary" onClick={() => void say(`Message ${said.length + 1}`)}>
          Say something
        </button>
        <button onClick={goDown}>Stop the server</button>
        <button onClick={() => server.set({ refuses: null })}>Start it</button>
      </p>
    </Frame>
  )
}

function goDown(): void {
  server.set({ refuses: 1006 })
  server.drop()
}

/** Stop the server and go on: what you say waits, and arrives once and in order. */
export const WaitsForTheLink: Story = {
  render: () => <Sending />,
  async play({ canvas, userEvent }) {
    const press = (name: string): Promise<void> => userEvent.click(canvas.getByRole('button', { name }))
    await seeStatus(canvas, 'open')
    await press('Stop the server')
    await seeStatus(canvas, 'reconnecting')
    await press('Say something')
    await press('Say something')
    await seeFact(canvas, 'Waiting', '2')
    await press('Start it')
    await seeLines(canvas, 'What you said', ['Message 1: sent', 'Message 2: sent'])
    await seeLines(canvas, 'What the server heard', ['Message 1', 'Message 2'])
    await expect(server.sent).toHaveLength(2)
  },
}

/** Two may wait, no more: of `drop-oldest` those go that wait longest, and each send says what became of it. */
export const Bounded: Story = {
  render: () => <Sending outbox={{ capacity: 2, overflow: 'drop-oldest' }} />,
  async play({ canvas, userEvent }) {
    const press = (name: string): Promise<void> => userEvent.click(canvas.getByRole('button', { name }))
    await seeStatus(canvas, 'open')
    await press('Stop the server')
    await seeStatus(canvas, 'reconnecting')
    for (let count = 0; count < 3; count++) await press('Say something')
    await seeLines(canvas, 'What you said', ['Message 1: dropped', 'Message 2', 'Message 3'])
    await press('Start it')
    await seeLines(canvas, 'What the server heard', ['Message 2', 'Message 3'])
  },
}

/** `ttl: 0` sends now or never, as is right for “is typing”. */
export const NowOrNever: Story = {
  render: () => <Sending options={{ ttl: 0 }} />,
  async play({ canvas, userEvent }) {
    const press = (name: string): Promise<void> => userEvent.click(canvas.getByRole('button', { name }))
    await seeStatus(canvas, 'open')
    await press('Stop the server')
    await seeStatus(canvas, 'reconnecting')
    await press('Say something')
    await seeLines(canvas, 'What you said', ['Message 1: expired'])
    await seeFact(canvas, 'Waiting', '0')
  },
}
