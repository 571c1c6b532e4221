import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { useMessages, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { Say } from '../parts/Say'
import { seeLines, seeStatus } from '../parts/see'

const url = 'wss://stories.example/chat'
const chat = wireHandlers(url, {
  opened: (client) => client.message('CHAT', 'Welcome'),
  on: { CHAT: (text) => chat.message('CHAT', text) },
})

const meta = { title: 'Hooks/useWebSocket', parameters: { server: chat } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Chat() {
  const live = useWebSocket<{ CHAT: string }, { CHAT: string }>(url, { backoff: quick })
  const lines = useMessages(live, 'CHAT', { limit: 50 })
  return (
    <Frame title={url} status={live.status}>
      <Log label="Messages" lines={lines} />
      <Say onSay={(text) => void live.emit('CHAT', text)} />
    </Frame>
  )
}

/** It opens, and what you say comes back. Break the network in the toolbar, and go on talking. */
export const Chatting: Story = {
  render: () => <Chat />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByRole('button', { name: 'Send' }))
    await seeLines(canvas, 'Messages', ['Welcome', 'Hello'])
  },
}

/** The link is cut while you look: it comes back by itself, and is welcomed once more. */
export const ComesBack: Story = {
  render: () => (
    <>
      <Chat />
      <p className="row">
        <button onClick={() => chat.drop()}>Cut the link</button>
      </p>
    </>
  ),
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByRole('button', { name: 'Cut the link' }))
    await seeStatus(canvas, 'reconnecting')
    await seeLines(canvas, 'Messages', ['Welcome', 'Welcome'])
    await seeStatus(canvas, 'open')
    await expect(chat.links).toHaveLength(2)
  },
}

function Latest() {
  const { status, lastMessage } = useWebSocket<{ CHAT: string }>(url, { backoff: quick })
  return (
    <Frame title="lastMessage" status={status}>
      <p>{lastMessage ? `${lastMessage.event}: ${lastMessage.data}` : 'Nothing yet'}</p>
    </Frame>
  )
}

/** Reading `lastMessage` subscribes to it; what is not read costs nothing. To see every message, use a reader. */
export const LastMessage: Story = {
  render: () => <Latest />,
  async play({ canvas }) {
    await expect(await canvas.findByText('CHAT: Welcome')).toBeVisible()
  },
}
