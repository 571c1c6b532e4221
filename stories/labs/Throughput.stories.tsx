import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor, within } from 'storybook/test'
import { ThroughputLab } from './throughput/ThroughputLab'

const meta = { title: 'Labs/Throughput', component: ThroughputLab } satisfies Meta<typeof ThroughputLab>
export default meta
type Story = StoryObj<typeof meta>

/** Hundreds of messages a second into two components: one sets state for each, the other has a reader. */
export const ThroughputStory: Story = {
  name: 'Throughput lab',
  async play({ canvas, userEvent }) {
    const fact = (panel: string, name: string): number => {
      const term = within(canvas.getByRole('region', { name: panel })).getByText(name)
      return Number.parseInt((term.nextElementSibling?.textContent ?? '').replaceAll(',', ''))
    }
    const patience = { timeout: 15_000 }

    await userEvent.click(canvas.getByRole('radio', { name: 'Only useState' }))
    await waitFor(() => expect(fact('useState per message', 'Missed')).toBeGreaterThan(0), patience)
    await waitFor(() => expect(fact('useState per message', 'Renders/s')).toBeGreaterThan(0), patience)

    await userEvent.click(canvas.getByRole('radio', { name: 'Only useFold' }))
    await waitFor(() => expect(fact('A reader', 'Messages/s')).toBeGreaterThan(100), patience)
    await expect(fact('A reader', 'Missed')).toBe(0)
    // Once a frame, of which there are 60 a second.
    await expect(fact('A reader', 'Renders/s')).toBeLessThan(70)
  },
}
