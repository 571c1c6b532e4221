import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { useEventSource, useLatest, useMessages } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Frame } from '../parts/Frame'
import { Log } from '../parts/Log'
import { quick } from '../parts/quick'
import { seeFact, seeLines, seeStatus } from '../parts/see'
import { Facts } from '../parts/Facts'

const url = 'https://stories.example/notes'
const notes = ['One', 'Two', 'Three', 'Four', 'Five', 'Six']

/** It keeps all notes, and begins after the last one that a client has seen. */
const feed = wireHandlers(url, {
  opened(client) {
    const seen = Number(client.lastEventId || 0)
    const count = Math.min(seen + 2, notes.length)
    for (let id = seen + 1; id <= count; id++) client.message('note', notes[id - 1], { id: String(id) })
    client.message('progress', Math.round((100 * count) / notes.length))
  },
})

const meta = { title: 'Hooks/useEventSource', parameters: { server: feed } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

function Feed() {
  const live = useEventSource<{ note: string; progress: number }>(url, { backoff: quick })
  const lines = useMessages(live, 'note')
  const progress = useLatest(live, 'progress') ?? 0
  return (
    <Frame title={url} status={live.status}>
      <Facts of={{ Progress: `${progress} %` }} />
      <Log label="Notes" lines={lines} />
      <p className="row">
        <button onClick={() => feed.drop()}>Cut the stream</button>
      </p>
    </Frame>
  )
}

/** Cut the stream: it opens again with `Last-Event-ID`, so the next notes come and none comes twice. */
export const ResumesWhereItWas: Story = {
  render: () => <Feed />,
  async play({ canvas, userEvent }) {
    await seeLines(canvas, 'Notes', ['One', 'Two'])
    await userEvent.click(canvas.getByRole('button', { name: 'Cut the stream' }))
    await seeLines(canvas, 'Notes', ['One', 'Two', 'Three', 'Four'])
    await seeFact(canvas, 'Progress', '67 %')
    await seeStatus(canvas, 'open')
    await expect(feed.clients[0]?.lastEventId).toBe('2')
  },
}
