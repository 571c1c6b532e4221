import type { Meta, StoryObj } from '@storybook/react-vite'
import { useMessages, useWebSocket, WireProvider } from 'wirehooks'
import { createFakeTransport } from 'wirehooks/testing'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { Say } from '../parts/Say'
import { seeLines, seeStatus } from '../parts/see'

const url = 'wss://example.com/of/your/app'
const fake = createFakeTransport({ opens: true })
fake.on('CHAT', (text, link) => link.message('CHAT', `${String(text)}, said nobody`))

const network = { set: fake.set, drop: (code?: number) => fake.links.at(-1)?.drop(code) }

const meta = { title: 'Connection/WireProvider', parameters: { server: network } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

/** As it is in an app: it knows nothing of the fake. */
function Chat() {
  const live = useWebSocket<{ CHAT: string }, { CHAT: string }>(url, { backoff: quick })
  const lines = useMessages(live, 'CHAT')
  return (
    <Frame title={url} status={live.status}>
      <Log label="Messages" lines={lines} />
      <Say onSay={(text) => void live.emit('CHAT', text)} />
    </Frame>
  )
}

/** There is no server at all: the provider has the component speak to a fake transport. */
export const AnotherTransport: Story = {
  render: () => (
    <WireProvider transports={{ [url]: fake }}>
      <Chat />
    </WireProvider>
  ),
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByRole('button', { name: 'Send' }))
    await seeLines(canvas, 'Messages', ['Hello, said nobody'])
  },
}
