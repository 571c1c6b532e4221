import type { Meta, StoryObj } from '@storybook/react-vite'
import { type ReactElement, useState } from 'react'
import { type Status, useEventSource, useLatest, useWebSocket } from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { seeFact, seeStatus } from '../parts/see'

const at = {
  webSocket: 'wss://stories.example/choose',
  stream: 'https://stories.example/choose/feed',
  socketIO: 'https://io.stories.example/choose',
  polling: 'https://polling.stories.example/choose',
}

const webSocket = echo(at.webSocket)
const stream = wireHandlers(at.stream)
const socketIO = echo(at.socketIO)
const polling = echo(at.polling)

/** It says to everybody what anybody says. */
function echo(url: string): WireServer {
  const server: WireServer = wireHandlers(url, { on: { note: (text) => server.message('note', text) } })
  return server
}

const meta = { title: 'Guides/Transports demo', tags: ['!autodocs', '!dev'] } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

interface Notes {
  note: string
}

type SocketNotes = { note(text: string): void }

interface WireProps {
  title: string
  status: Status
  note: string | undefined
  /** What the button does. */
  label: string
  onPress(count: number): void
}

function Wire({ title, status, note = 'none yet', label, onPress }: WireProps): ReactElement {
  const [count, setCount] = useState(1)
  function press(): void {
    onPress(count)
    setCount(count + 1)
  }
  return (
    <Frame title={title} status={status}>
      <Facts of={{ 'The newest note': note }} />
      <button onClick={press}>{label}</button>
    </Frame>
  )
}

function OverWebSocket() {
  const live = useWebSocket<Notes, Notes>(at.webSocket, { backoff: quick })
  const note = useLatest(live, 'note')
  const say = (count: number): unknown => live.emit('note', `number ${count}, there and back`)
  return <Wire title="useWebSocket" status={live.status} note={note} label="Send a note" onPress={say} />
}

function OverStream() {
  const feed = useEventSource<Notes>(at.stream, { backoff: quick })
  const note = useLatest(feed, 'note')
  const say = (count: number): void => stream.message('note', `number ${count}, from the server`)
  return <Wire title="useEventSource" status={feed.status} note={note} label="Have the server send one" onPress={say} />
}

function OverSocketIO() {
  const live = useSocketIO<SocketNotes, SocketNotes>(at.socketIO, {
    backoff: quick,
    manager: { transports: ['websocket'] },
  })
  const note = useLatest(live, 'note')
  const say = (count: number): unknown => live.emit('note', `number ${count}, there and back`)
  return <Wire title="useSocketIO" status={live.status} note={note} label="Send a note" onPress={say} />
}

function OverPolling() {
  const live = useSocketIO<SocketNotes, SocketNotes>(at.polling, {
    backoff: quick,
    manager: { transports: ['polling'] },
  })
  const note = useLatest(live, 'note')
  const say = (count: number): unknown => live.emit('note', `number ${count}, in a request`)
  return <Wire title="useSocketIO, polling" status={live.status} note={note} label="Send a note" onPress={say} />
}

const play: Story['play'] = async ({ canvas, userEvent }) => {
  await seeStatus(canvas, 'open')
  await userEvent.click(canvas.getByRole('button'))
  await seeFact(canvas, 'The newest note', /^number 1/)
}

/** Both ways. */
export const WebSocket: Story = { parameters: { server: webSocket }, render: () => <OverWebSocket />, play }

/** From the server only. */
export const ServerSentEvents: Story = { parameters: { server: stream }, render: () => <OverStream />, play }

/** Both ways, with acknowledgements. */
export const SocketIO: Story = { parameters: { server: socketIO }, render: () => <OverSocketIO />, play }

/** Plain requests, one after the other. */
export const LongPolling: Story = { parameters: { server: polling }, render: () => <OverPolling />, play }
