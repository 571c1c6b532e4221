import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect } from 'storybook/test'
import { useMessages } from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { Say } from '../parts/Say'
import { seeLines, seeStatus } from '../parts/see'

interface FromServer {
  [event: string]: (...args: never[]) => unknown
  said(text: string): void
}
interface FromClient {
  [event: string]: (...args: never[]) => unknown
  say(text: string): void
  members(room: string, answer: (names: string[]) => void): void
}

const url = 'https://io.stories.example/chat'
const chat = wireHandlers(url, {
  on: {
    say: (text) => chat.message('said', text),
    members: () => ['Ann', 'Bob', 'Cleo'],
  },
})

const meta = { title: 'Hooks/useSocketIO', parameters: { server: chat } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Chat() {
  const live = useSocketIO<FromServer, FromClient>(url, { backoff: quick, manager: { transports: ['websocket'] } })
  const lines = useMessages(live, 'said')
  const [members, setMembers] = useState<readonly string[]>([])
  return (
    <Frame title={url} status={live.status}>
      <Log label="Messages" lines={lines} />
      <Say onSay={(text) => void live.emit('say', text)} />
      <p className="row">
        <button onClick={() => void live.request('members', 'lobby').then(setMembers, () => setMembers([]))}>
          Who is there?
        </button>
        <span>{members.join(', ')}</span>
      </p>
    </Frame>
  )
}

/** Events with all their arguments, and acknowledgements as answers: ask who is there. */
export const EventsAndAnswers: Story = {
  render: () => <Chat />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByRole('button', { name: 'Send' }))
    await seeLines(canvas, 'Messages', ['Hello'])
    await userEvent.click(canvas.getByRole('button', { name: 'Who is there?' }))
    await expect(await canvas.findByText('Ann, Bob, Cleo')).toBeVisible()
  },
}
