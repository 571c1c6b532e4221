import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { useLatest, useWebSocket } from 'wirehooks'
import { wireHandlers } from 'wirehooks/testing/msw'
import { Facts } from '../parts/Facts'
import { Frame } from '../parts/Frame'
import { quick } from '../parts/quick'

const url = 'wss://stories.example/shared'
const server = wireHandlers(url, { opened: (client) => client.message('LINKS', server.links.length + 1) })

const meta = { title: 'Connection/sharing', parameters: { server } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

const names = ['Header', 'Sidebar', 'Chat', 'Footer'] as const

function Part({ name }: { name: string }) {
  const live = useWebSocket<{ LINKS: number }>(url, { backoff: quick })
  const links = useLatest(live, 'LINKS')
  return (
    <Frame title={name} status={live.status}>
      <Facts of={{ 'Links to this server': links ?? '–' }} />
    </Frame>
  )
}

/** Four components, each with its own `useWebSocket`: the server counts one link. */
export const OneLinkForAll: Story = {
  render: () => (
    <div className="columns">
      {names.map((name) => (
        <Part key={name} name={name} />
      ))}
    </div>
  ),
  async play({ canvas }) {
    await waitFor(() => expect(canvas.getAllByText('open')).toHaveLength(names.length))
    await expect(server.links).toHaveLength(1)
  },
}
