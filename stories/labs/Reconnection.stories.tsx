import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fireEvent, waitFor, within } from 'storybook/test'
import { ReconnectionLab } from './reconnection/ReconnectionLab'

const meta = { title: 'Labs/Reconnection', component: ReconnectionLab } satisfies Meta<typeof ReconnectionLab>
export default meta
type Story = StoryObj<typeof meta>

/** A server was away and is back. When do its thousand clients arrive? Move the sliders; beside it, what other libraries do. */
export const ReconnectionStory: Story = {
  name: 'Reconnection lab',
  async play({ canvas, userEvent }) {
    const busiest = (): number => Number.parseInt(canvas.getByTestId('busiest').textContent.replace(',', ''))
    await expect(busiest()).toBeLessThan(125)
    await expect(await canvas.findAllByRole('img')).toHaveLength(8)
    const party = within(canvas.getByRole('figure', { name: 'partysocket' }))
    await expect(party.getByText('1,000')).toBeVisible()

    const maxDelay = canvas.getByRole('slider', { name: 'maxDelay' })
    await fireEvent.change(maxDelay, { target: { value: '1000' } })
    await waitFor(() => expect(busiest()).toBeGreaterThan(800))
    await expect(maxDelay).toHaveAttribute('aria-valuetext', '1 s')

    await userEvent.click(canvas.getByRole('button', { name: 'Defaults' }))
    await waitFor(() => expect(busiest()).toBeLessThan(125))
  },
}
