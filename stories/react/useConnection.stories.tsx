import type { Meta, StoryObj } from '@storybook/react-vite'
import { type SendingTransport, useConnection, useMessages, webSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { Say } from '../parts/Say'
import { seeLines, seeStatus } from '../parts/see'

const url = 'wss://stories.example/loud'
const echo = wireHandlers(url, { on: { CHAT: (text, client) => client.message('CHAT', text) } })

const meta = { title: 'Hooks/useConnection', parameters: { server: echo } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

/** A transport is a plain object: this one has everything arrive in capitals. */
function loud(transport: SendingTransport): SendingTransport {
  return {
    ...transport,
    connect: (sink, context) =>
      transport.connect(
        { ...sink, received: (message) => sink.received({ ...message, data: String(message.data).toUpperCase() }) },
        context,
      ),
  }
}

function Loud() {
  const live = useConnection<{ CHAT: string }, { CHAT: string }>(loud(webSocket(url)), { backoff: quick })
  const lines = useMessages(live, 'CHAT')
  return (
    <Frame title={url} status={live.status}>
      <Log label="Messages" lines={lines} />
      <Say onSay={(text) => void live.emit('CHAT', text)} />
    </Frame>
  )
}

/** Any transport will do, also one that you have wrapped: say something, and it comes back in capitals. */
export const TransportOfYourOwn: Story = {
  render: () => <Loud />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByRole('button', { name: 'Send' }))
    await seeLines(canvas, 'Messages', ['HELLO'])
  },
}
