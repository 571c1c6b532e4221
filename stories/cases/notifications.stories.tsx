import type { Meta, StoryObj } from '@storybook/react-vite'
import { type MouseEvent, useState } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { breakNetwork } from '../../.storybook/network'
import { App } from '../../examples/sse-notifications/src/App'
import css from '../../examples/sse-notifications/src/style/index.css?inline'
import { Case } from './Case'
import { Page } from './Page'
import { createNotificationServer } from './servers/notifications'

const server = createNotificationServer()

const meta = {
  title: 'Case studies/Notifications',
  tags: ['!autodocs'],
  parameters: { server, bare: true },
} satisfies Meta
export default meta
type Story = StoryObj<typeof meta>
type Canvas = ReturnType<typeof within>

/** The app, whose links lead to another user and not away from the story. */
function Browser() {
  const [address, setAddress] = useState('?user=ada')

  function visit(event: MouseEvent) {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const next = link?.getAttribute('href')
    if (!next?.startsWith('?')) return
    event.preventDefault()
    setAddress(next)
  }

  return (
    // It hears what is chosen within, by a click or by a key.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div onClick={visit}>
      <App key={address} address={address} />
    </div>
  )
}

/** The texts in the inbox, newest first. */
function inbox(canvas: Canvas): (string | null)[] {
  const items = within(canvas.getByRole('region', { name: 'Notifications' })).queryAllByRole('listitem')
  return items.map((item) => item.querySelector('.text')?.textContent ?? null)
}

/** A stream with a job, and a colleague who writes. */
export const AtTheDesk: Story = {
  render: () => (
    <Case
      begin={() => server.begin({ talk: true })}
      text="You are Ada; Grace sends something every few seconds, and answers. Start a job and, while it runs, choose “Offline” in
        the network toolbar: its bar stands still. Back to “Online”, the stream goes on after the last event it has seen: the
        job is where it should be, and what Grace sent meanwhile is there, once each. “Cut the stream” has the server do it."
    >
      <Page css={css}>
        <Browser />
      </Page>
    </Case>
  ),
  async play({ canvas }) {
    await canvas.findByText('Connected')
    await waitFor(() =>
      expect(inbox(canvas).slice(-2)).toEqual(['Your badge is at the front desk', 'Welcome to the third floor']),
    )
    await userEvent.type(canvas.getByRole('textbox', { name: 'What Grace should know' }), 'Tea is ready{Enter}')
    await waitFor(() => expect(inbox(canvas)).toContain('Thanks for “Tea is ready”'))
    await userEvent.click(canvas.getByRole('button', { name: 'Mark all as read' }))
    await canvas.findByRole('link', { name: 'Notifications, 0 unread' })
  },
}

/** A job goes on while nobody hears of it, and its end is not missed. */
export const JobThroughACut: Story = {
  render: () => (
    <Case
      begin={server.begin}
      text="Here a job was started, the network was gone for a moment, and the server went on working. When the stream came back it
        said how far it had come (Last-Event-ID), and got the rest. Start another, and try “Flaky” in the network toolbar."
    >
      <Page css={css}>
        <Browser />
      </Page>
    </Case>
  ),
  async play({ canvas }) {
    await canvas.findByText('Connected')
    await userEvent.click(canvas.getByRole('button', { name: 'Start a job' }))
    await canvas.findByText('The job is running.')
    const mend = breakNetwork([server], 'offline')
    try {
      await canvas.findByText('Reconnecting…')
    } finally {
      mend()
    }
    await canvas.findByText('Connected')
    await canvas.findByText('The job is done.', {}, { timeout: 10_000 })
    await expect(canvas.getByRole('progressbar')).toHaveAttribute('value', '100')
  },
}
