import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { seeStatus } from '../parts/see'
import { DeliveryLab } from './delivery/DeliveryLab'
import { server } from './delivery/server'

const meta = { title: 'Labs/Delivery', component: DeliveryLab, parameters: { server } } satisfies Meta<
  typeof DeliveryLab
>
export default meta
type Story = StoryObj<typeof meta>

/** Numbered messages from the outbox over the wire to a server. Break the network, and see what becomes of each. */
export const DeliveryStory: Story = {
  name: 'Delivery lab',
  async play({ canvas, userEvent }) {
    const press = (name: string): Promise<void> => userEvent.click(canvas.getByRole('button', { name }))
    const sees = (fate: string, count: number): Promise<void> =>
      waitFor(() => expect(canvas.getByTestId(fate)).toHaveTextContent(String(count)), { timeout: 10_000 })
    await waitFor(() => seeStatus(canvas, 'open'), { timeout: 10_000 })

    // `emit` hears that it has left, and nothing more.
    await press('Send one')
    await sees('on its way', 1)
    await sees('arrived', 1)
    await press('Send one')
    await sees('on its way', 1)
    await press('Cut the link')
    await sees('lost', 1)

    // A request hears what became of it, or that nobody knows.
    await waitFor(() => seeStatus(canvas, 'open'), { timeout: 10_000 })
    await userEvent.click(canvas.getByRole('radio', { name: 'request' }))
    await press('Send one')
    await sees('answered', 1)
    await press('Send one')
    await sees('on its way', 1)
    await press('Cut the link')
    await sees('unknown', 1)

    // What has no room is dropped; what waits is sent when there is a link.
    await press('Server down')
    await press('Send 30')
    await sees('waiting', 12)
    await sees('dropped', 18)
    await press('Server down')
    await sees('answered', 13)
  },
}
