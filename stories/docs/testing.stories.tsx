import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect } from 'storybook/test'
import { type SendingTransport, useConnection, useMessages } from 'wirehooks'
import { createFakeTransport } from 'wirehooks/testing'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { Say } from '../parts/Say'
import { seeLines, seeStatus } from '../parts/see'

const meta = { title: 'Guides/Testing demo', tags: ['!autodocs', '!dev'] } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Chat({ transport }: { transport: SendingTransport }) {
  const chat = useConnection<{ CHAT: string }, { CHAT: string }>(transport)
  const lines = useMessages(chat, 'CHAT')
  return (
    <Frame title="The component" status={chat.status}>
      <Log label="Messages" lines={lines} />
      <Say onSay={(text) => void chat.emit('CHAT', text)} />
    </Frame>
  )
}

function Bench() {
  const [fake] = useState(() => createFakeTransport())
  const [sent, setSent] = useState<readonly string[]>([])
  const [mistake, setMistake] = useState('')
  const look = (): void => setSent(fake.sent.map(({ data }) => String(data)))
  /** A test that makes a mistake is told so. */
  const play = (act: () => void) => (): void => {
    try {
      act()
      setMistake('')
    } catch (cause) {
      setMistake(cause instanceof Error ? cause.message : String(cause))
    }
  }
  return (
    <div className="columns">
      <Chat transport={fake} />
      <Frame title="The test">
        <p className="row">
          <button onClick={play(() => fake.link.open())}>fake.link.open()</button>
          <button onClick={play(() => fake.link.message('CHAT', 'hi'))}>fake.link.message(…)</button>
          <button onClick={play(() => fake.link.drop(1006))}>fake.link.drop(1006)</button>
          <button onClick={look}>fake.sent</button>
        </p>
        {mistake && <p role="alert">{mistake}</p>}
        <Log label="Sent" lines={sent} empty="Say something, and look again" />
      </Frame>
    </div>
  )
}

/** A component whose network you are. */
export const ByHand: Story = {
  render: () => <Bench />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'connecting')
    await userEvent.click(canvas.getByRole('button', { name: 'Send' }))
    await userEvent.click(canvas.getByRole('button', { name: 'fake.link.message(…)' }))
    await expect(canvas.getByRole('alert')).toHaveTextContent('Call fake.link.open() first')
    await userEvent.click(canvas.getByRole('button', { name: 'fake.link.open()' }))
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByRole('button', { name: 'fake.link.message(…)' }))
    await seeLines(canvas, 'Messages', ['hi'])
    await userEvent.click(canvas.getByRole('button', { name: 'fake.sent' }))
    await seeLines(canvas, 'Sent', ['Hello'])
    await userEvent.click(canvas.getByRole('button', { name: 'fake.link.drop(1006)' }))
    await expect(canvas.getByRole('status')).toHaveTextContent('reconnecting')
  },
}
