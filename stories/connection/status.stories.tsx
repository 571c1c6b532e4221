import type { Meta, StoryObj } from '@storybook/react-vite'
import { useWebSocket, type Connection } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'
import { seeFact, seeStatus } from '../parts/see'

const at = (name: string): string => `wss://stories.example/status/${name}`
const open = wireHandlers(at('open'))
const silent = wireHandlers(at('connecting'), { silent: true })
const down = wireHandlers(at('reconnecting'), { refuses: 1006 })
const locked = wireHandlers(at('failed'), { refuses: 4403 })

const meta = {
  title: 'Connection/status',
  parameters: { servers: [open, silent, down, locked] },
} satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Link({ url }: { url: string | null }) {
  const live = useWebSocket(url, { backoff: quick })
  return (
    <Frame title={url ?? 'no url'} status={live.status}>
      <Facts
        of={{
          Attempt: live.attempt,
          'The last link ended': live.closeReason?.kind ?? '–',
          Error: live.error?.code ?? '–',
        }}
      />
      <Moves connection={live.connection} />
    </Frame>
  )
}

function Moves({ connection }: { connection: Connection }) {
  return (
    <p className="row">
      <button onClick={connection.close}>close()</button>
      <button onClick={connection.open}>open()</button>
      <button onClick={connection.reconnect}>reconnect()</button>
    </p>
  )
}

/** Not started: without a url, with `enabled: false`, and on the server. */
export const Idle: Story = {
  render: () => <Link url={null} />,
  play: ({ canvas }) => seeStatus(canvas, 'idle'),
}

/** The first link is on its way. This server takes its time for ever. */
export const Connecting: Story = {
  render: () => <Link url={at('connecting')} />,
  play: ({ canvas }) => seeStatus(canvas, 'connecting'),
}

/** Usable. */
export const Open: Story = {
  render: () => <Link url={at('open')} />,
  play: ({ canvas }) => seeStatus(canvas, 'open'),
}

/** Nobody answers, and it goes on trying: watch the attempts. */
export const Reconnecting: Story = {
  render: () => <Link url={at('reconnecting')} />,
  async play({ canvas }) {
    await seeStatus(canvas, 'reconnecting')
    await seeFact(canvas, 'Attempt', '2')
  },
}

/** You closed it. Only `open()` and `reconnect()` leave this. */
export const Closed: Story = {
  render: () => <Link url={at('open')} />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByRole('button', { name: 'close()' }))
    await seeStatus(canvas, 'closed')
  },
}

/** It gave up, and `error` says why: this server refuses with 4403, which another attempt would not change. */
export const Failed: Story = {
  render: () => <Link url={at('failed')} />,
  async play({ canvas }) {
    await seeStatus(canvas, 'failed')
    await seeFact(canvas, 'Attempt', '0')
    await seeFact(canvas, 'The last link ended', 'peer')
  },
}
