import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { breakNetwork } from '../../.storybook/network'
import { App } from '../../examples/supabase-todos/src/App'
import { becomePerson } from '../../examples/supabase-todos/src/session'
import css from '../../examples/supabase-todos/src/style/index.css?inline'
import { Case } from './Case'
import { Page } from './Page'
import { createTodoServer } from './servers/todos'

const project = createTodoServer()

const meta = {
  title: 'Case studies/To-do list',
  tags: ['!autodocs'],
  parameters: { server: project, bare: true },
} satisfies Meta
export default meta
type Story = StoryObj<typeof meta>
type Canvas = ReturnType<typeof within>

function begin(helped = false): Promise<() => void> {
  becomePerson('Ada')
  return project.begin({ helped })
}

async function seeList(canvas: Canvas): Promise<void> {
  await canvas.findByText('Live: changes arrive', {}, { timeout: 40_000 })
  await canvas.findByRole('checkbox', { name: 'Order the badges' })
}

/** Somebody else works on the same list. */
export const WithGrace: Story = {
  render: () => (
    <Case
      begin={() => begin(true)}
      text="You are Ada, and Grace works on the same list: her pointer moves over it, and she ticks off one to-do after the other.
        Add some, rename them, tick them off. Choose “Offline” in the network toolbar and go on: what you change shows at once
        and says “saving…”. Her network is fine, and she goes on too. Back to “Online”, both have the same list."
    >
      <Page css={css}>
        <App />
      </Page>
    </Case>
  ),
  async play({ canvas }) {
    await seeList(canvas)
    await waitFor(() => expect(canvas.getByRole('list', { name: 'Here now' })).toHaveTextContent('Grace'))
    await userEvent.type(canvas.getByRole('textbox', { name: 'New to-do' }), 'Fetch the keys{Enter}')
    await canvas.findByRole('checkbox', { name: 'Fetch the keys' })
    await waitFor(() => expect(canvas.queryByText('saving…')).toBeNull())
    await canvas.findByText(/^Grace ticked off/, {}, { timeout: 15_000 })
  },
}

/** What was changed without a network is saved when it is back. */
export const ThroughACut: Story = {
  render: () => (
    <Case
      begin={begin}
      text="Two changes were made here while the network was gone. They showed at once, said that they were being saved, and were
        when the network came back. Try to delete the pinned one: the database refuses, and the list says so."
    >
      <Page css={css}>
        <App />
      </Page>
    </Case>
  ),
  async play({ canvas }) {
    await seeList(canvas)
    const badges = canvas.getByRole('checkbox', { name: 'Order the badges' })
    const mend = breakNetwork([project], 'offline')
    try {
      await canvas.findByText('Reconnecting…')
      await userEvent.click(badges)
      await userEvent.click(canvas.getByRole('button', { name: 'Delete “Print the programme”' }))
      await expect(badges).toBeChecked()
      await canvas.findByText('saving…')
    } finally {
      mend()
    }
    await canvas.findByText('Live: changes arrive', {}, { timeout: 15_000 })
    await waitFor(() => expect(canvas.queryByText('saving…')).toBeNull())
    await expect(canvas.getByRole('checkbox', { name: 'Order the badges' })).toBeChecked()
    await expect(canvas.queryByRole('checkbox', { name: 'Print the programme' })).toBeNull()
  },
}
