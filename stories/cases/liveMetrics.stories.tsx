import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { breakNetwork } from '../../.storybook/network'
import { App } from '../../examples/metrics-dashboard/src/App'
import css from '../../examples/metrics-dashboard/src/style/index.css?inline'
import { seeFact } from '../parts/see'
import { Case } from './Case'
import { Page } from './Page'
import { createMetricsServer } from './servers/metrics'

const fleet = createMetricsServer()

const meta = {
  title: 'Case studies/Live metrics',
  tags: ['!autodocs'],
  parameters: { server: fleet, bare: true },
} satisfies Meta
export default meta
type Story = StoryObj<typeof meta>
type Canvas = ReturnType<typeof within>

function numberOf(canvas: Canvas, fact: string): number {
  const { textContent } = canvas.getByText(fact, { selector: 'dt' }).nextElementSibling ?? {}
  return Number(textContent?.replaceAll(',', ''))
}

/** A thousand messages a second, and one render a frame. */
export const Fleet: Story = {
  render: () => (
    <Case
      begin={fleet.begin}
      text="Forty machines, four metrics each, a thousand messages a second: compare “messages/s” with “renders/s”. Choose another
        metric, or a machine. Then choose “Offline” in the network toolbar for some seconds, and “Online” again: the page says how
        far it had come, the server sends the rest, and “missed” stays 0. With “Half-open” the heartbeat finds out that nobody is
        there."
    >
      <Page css={css}>
        <App url={fleet.url} />
      </Page>
    </Case>
  ),
  async play({ canvas }) {
    await canvas.findByText('Live')
    await waitFor(() => expect(numberOf(canvas, 'messages/s')).toBeGreaterThan(100))
    await userEvent.click(canvas.getByRole('button', { name: /api-01/ }))
    const before = numberOf(canvas, 'received')
    const mend = breakNetwork([fleet], 'offline')
    try {
      await canvas.findByText('Reconnecting…')
    } finally {
      mend()
    }
    await canvas.findByText('Live')
    await waitFor(() => expect(numberOf(canvas, 'received')).toBeGreaterThan(before))
    await seeFact(canvas, 'missed', /^0$/)
  },
  // In tests it is looked at for accessibility now, which takes long while everything moves.
  afterEach() {
    if (import.meta.env.VITEST_STORYBOOK) fleet.rest()
  },
}
