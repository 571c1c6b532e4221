import type { Meta, StoryObj } from '@storybook/react-vite'
import { usePresence } from 'wirehooks'
import { supabasePresence, useSupabaseChannel } from 'wirehooks/supabase'
import { createPageSupabase } from '../../.storybook/supabase'
import { Frame } from '../parts/Frame'
import { People } from '../parts/People'
import { quick } from '../parts/quick'
import { seeLines } from '../parts/see'

const server = await createPageSupabase()
const clients = { Ann: server.createClient(), Bob: server.createClient() }

const meta = { title: 'Presence/supabasePresence', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

interface Shared {
  readonly mood: string
}

function Desk({ name }: { name: 'Ann' | 'Bob' }) {
  const board = useSupabaseChannel(clients[name], 'people', { presence: {}, backoff: quick })
  const presence = usePresence<Shared>(board, { backend: supabasePresence, key: name, initial: { mood: 'calm' } })
  return (
    <Frame title={`What ${name} sees`} status={board.status}>
      <People label={`${name} sees`} people={presence.others} about={({ mood }) => `is ${mood}`} />
      <p className="row">
        <button onClick={() => presence.update({ mood: 'glad' })}>{name} is glad</button>
      </p>
    </Frame>
  )
}

/** The same hook over a channel of Supabase: who is there natively, what is new of them as broadcasts. */
export const TwoPeople: Story = {
  render: () => (
    <div className="columns">
      <Desk name="Ann" />
      <Desk name="Bob" />
    </div>
  ),
  async play({ canvas, userEvent }) {
    await seeLines(canvas, 'Ann sees', ['BBob is calm'])
    await seeLines(canvas, 'Bob sees', ['AAnn is calm'])
    await userEvent.click(canvas.getByRole('button', { name: 'Ann is glad' }))
    await seeLines(canvas, 'Bob sees', ['AAnn is glad'])
  },
}
