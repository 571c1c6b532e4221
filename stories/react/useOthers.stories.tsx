import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { type Presence, useOthers, usePresence, useWebSocket } from 'wirehooks'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { createPresenceRoom } from '../parts/presenceRoom'
import { quick } from '../parts/quick'
import { Renders } from '../parts/Renders'
import { seeFact } from '../parts/see'

const { url, server } = createPresenceRoom('others')

const meta = { title: 'Presence/useOthers', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

interface Shared {
  readonly ready: boolean
  readonly steps: number
}

function usePlayer(name: string): Presence<Shared> {
  const live = useWebSocket(url, { key: name, backoff: quick })
  const { presence } = usePresence<Shared>(live, { channel: 'game', key: name, initial: { ready: false, steps: 0 } })
  return presence
}

/** It looks at `ready` alone: of steps it hears nothing. */
function Watcher() {
  const player = usePlayer('Ann')
  const ready = useOthers(player, (others) => others.filter(({ state }) => state.ready).length)
  return <Facts of={{ 'Ready others': ready }} />
}

function Player() {
  const { store, update } = usePlayer('Bob')
  return (
    <p className="row">
      <button className="primary" onClick={() => update({ ready: !store.getState().self.state.ready })}>
        Bob is ready, or not
      </button>
      <button onClick={() => update({ steps: store.getState().self.state.steps + 1 })}>Bob takes a step</button>
    </p>
  )
}

/** Ann counts who is ready. Bob’s steps are none of her business: for them she does not render. */
export const OnlyWhatIsSelected: Story = {
  render: () => (
    <Frame title="What Ann sees of Bob">
      <Renders>
        <Watcher />
      </Renders>
      <Player />
    </Frame>
  ),
  async play({ canvas, userEvent }) {
    const renders = (): string | null => canvas.getByTestId('renders').textContent
    await seeFact(canvas, 'Ready others', '0')
    await userEvent.click(canvas.getByRole('button', { name: /ready/ }))
    await seeFact(canvas, 'Ready others', '1')
    const before = renders()
    await userEvent.click(canvas.getByRole('button', { name: /step/ }))
    await userEvent.click(canvas.getByRole('button', { name: /step/ }))
    await expect(renders()).toBe(before)
    await userEvent.click(canvas.getByRole('button', { name: /ready/ }))
    await seeFact(canvas, 'Ready others', '0')
    await expect(Number(renders()) - Number(before)).toBe(1)
  },
}
