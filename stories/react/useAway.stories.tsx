import type { Meta, StoryObj } from '@storybook/react-vite'
import { fireEvent } from 'storybook/test'
import { useAway, usePresence, useWebSocket } from 'wirehooks'
import { Frame } from '../parts/Frame'
import { People } from '../parts/People'
import { createPresenceRoom } from '../parts/presenceRoom'
import { quick } from '../parts/quick'
import { seeLines } from '../parts/see'

const { url, server } = createPresenceRoom('away')

const meta = { title: 'Presence/useAway', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function usePlace(name: string) {
  const live = useWebSocket(url, { key: name, backoff: quick })
  return { live, presence: usePresence<object>(live, { channel: 'desk', key: name, initial: {} }) }
}

function You() {
  useAway(usePlace('You').presence, { after: 1000 })
  return null
}

function Colleague() {
  const { live, presence } = usePlace('Ann')
  return (
    <Frame title="What Ann sees of you" status={live.status}>
      <People label="Ann sees" people={presence.others} />
    </Frame>
  )
}

/** Keep your hands off for a second: Ann sees that you are away. Move, and you are back. */
export const HandsOff: Story = {
  render: () => (
    <>
      <You />
      <Colleague />
    </>
  ),
  async play({ canvas, canvasElement }) {
    await seeLines(canvas, 'Ann sees', ['YYou (away)'])
    await fireEvent.pointerMove(canvasElement)
    await seeLines(canvas, 'Ann sees', ['YYou'])
    await seeLines(canvas, 'Ann sees', ['YYou (away)'])
  },
}
