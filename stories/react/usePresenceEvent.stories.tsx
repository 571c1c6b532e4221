import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, waitFor } from 'storybook/test'
import { usePresence, usePresenceEvent, useWebSocket } from 'wirehooks'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { createPresenceRoom } from '../parts/presenceRoom'
import { quick } from '../parts/quick'
import { seeLines } from '../parts/see'

const { url, server } = createPresenceRoom('events')

const meta = { title: 'Presence/usePresenceEvent', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function usePlace(name: string) {
  const live = useWebSocket(url, { key: name, backoff: quick })
  return { live, presence: usePresence<object>(live, { channel: 'door', key: name, initial: {} }) }
}

function Doorkeeper() {
  const { live, presence } = usePlace('Ann')
  const [lines, setLines] = useState<readonly string[]>([])
  const note = (text: string): void => setLines((all) => [...all, text])
  usePresenceEvent(presence, 'join', ({ key }) => note(`${key} is here`))
  usePresenceEvent(presence, 'leave', ({ key }) => note(`${key} is gone`))
  return (
    <Frame title="What Ann hears" status={live.status}>
      <Log label="What Ann hears" lines={lines} />
    </Frame>
  )
}

function Guest() {
  const { live } = usePlace('Bob')
  return <Frame title="Bob" status={live.status} />
}

function Door() {
  const [isThere, setIsThere] = useState(false)
  return (
    <>
      <Doorkeeper />
      {isThere && <Guest />}
      <p className="row">
        <button className="primary" onClick={() => setIsThere(!isThere)}>
          {isThere ? 'Bob goes' : 'Bob comes'}
        </button>
        <button onClick={() => server.drop()}>Cut all links</button>
      </p>
    </>
  )
}

/** Bob comes and goes. Cut all links while he is there: both come back, and nobody hears of a leave or a join. */
export const RealDifferencesOnly: Story = {
  render: () => <Door />,
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole('button', { name: 'Bob comes' }))
    await seeLines(canvas, 'What Ann hears', ['Bob is here'])
    await userEvent.click(canvas.getByRole('button', { name: 'Cut all links' }))
    await canvas.findAllByText('reconnecting')
    // Whoever has no link cannot say goodbye.
    await waitFor(() => expect(canvas.getAllByText('open')).toHaveLength(2))
    await userEvent.click(canvas.getByRole('button', { name: 'Bob goes' }))
    await seeLines(canvas, 'What Ann hears', ['Bob is here', 'Bob is gone'])
  },
}
