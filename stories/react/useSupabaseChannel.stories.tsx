import type { Meta, StoryObj } from '@storybook/react-vite'
import { useMessages } from 'wirehooks'
import { useSupabaseChannel } from 'wirehooks/supabase'
import { createPageSupabase, type PageSupabase } from '../../.storybook/supabase'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { Say } from '../parts/Say'
import { seeLines, seeStatus } from '../parts/see'

const server: PageSupabase = await createPageSupabase()
const supabase = server.createClient()

const meta = { title: 'Hooks/useSupabaseChannel', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Board() {
  const board = useSupabaseChannel<{ shout: string }>(supabase, 'board:7', {
    broadcast: { self: true, ack: true },
    backoff: quick,
  })
  const lines = useMessages(board, 'shout')
  return (
    <Frame title="board:7" status={board.status}>
      <Log label="Broadcasts" lines={lines} />
      <Say onSay={(text) => void board.emit('shout', text)} />
    </Frame>
  )
}

/** Broadcasts over a channel of Supabase Realtime, whose server is in this page. Break the network, and go on shouting. */
export const Broadcasts: Story = {
  render: () => <Board />,
  async play({ canvas, userEvent }) {
    await seeStatus(canvas, 'open')
    await userEvent.click(canvas.getByRole('button', { name: 'Send' }))
    await seeLines(canvas, 'Broadcasts', ['Hello'])
    server.drop()
    await seeStatus(canvas, 'reconnecting')
    await userEvent.click(canvas.getByRole('button', { name: 'Send' }))
    await seeLines(canvas, 'Broadcasts', ['Hello', 'Hello'])
    await seeStatus(canvas, 'open')
  },
}
