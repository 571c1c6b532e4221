import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { breakNetwork } from '../../.storybook/network'
import { App } from '../../examples/socket.io-chat/src/App'
import css from '../../examples/socket.io-chat/src/styles/index.css?inline'
import { Case } from './Case'
import { Page } from './Page'
import { PageFrame } from './PageFrame'
import { createChatServer } from './servers/chat'

const chat = createChatServer()

const meta = {
  title: 'Case studies/Team chat',
  tags: ['!autodocs'],
  parameters: { server: chat, bare: true },
} satisfies Meta
export default meta
type Story = StoryObj<typeof meta>
type Canvas = ReturnType<typeof within>

const people = ['Ada', 'Grace']

function begin(talk = false): () => void {
  // What somebody wrote before may still wait in this tab.
  for (const name of people) sessionStorage.removeItem(`chat outgoing ${name}`)
  return chat.begin({ talk })
}

function say(canvas: Canvas, text: string): Promise<void> {
  return userEvent.type(canvas.getByRole('textbox', { name: /Message to/ }), `${text}{Enter}`)
}

/** Every message of the shown room that somebody wrote in this story, in the order it is shown. */
function linesOf(canvas: Canvas, pattern: RegExp): (string | null)[] {
  const messages = within(canvas.getByRole('log'))
  return messages.queryAllByText(pattern, { selector: '.text' }).map(({ textContent }) => textContent)
}

/** One of a team. */
export const OneOfTheTeam: Story = {
  render: () => (
    <Case
      begin={() => begin(true)}
      text="You are Ada. Say something, and a colleague answers. Then choose “Offline” in the network toolbar, write on, and
        change rooms: after five seconds a banner says so, and what you write says that it waits. Back to
        “Online”: everything arrives once and in order, and so does what the others said meanwhile."
    >
      <Page css={css}>
        <App name="Ada" />
      </Page>
    </Case>
  ),
  async play({ canvas }) {
    await canvas.findByText('Connected')
    await canvas.findByText('Reading.')
    await say(canvas, 'Good morning')
    await canvas.findByText(/· sent/)
    await expect(linesOf(canvas, /Good morning/)).toEqual(['Good morning'])
    await canvas.findByText(/Margaret.* typing…/)
    await canvas.findByText('Got it, thank you.')
  },
}

/** What was written without a network arrives once, and in order. */
export const ThroughACut: Story = {
  render: () => (
    <Case
      begin={begin}
      text="This one has written two messages while the network was gone. Both waited, and were sent when it came back: once, and
        in order. Break it yourself from the toolbar: “Flaky” drops every link after four seconds, in the middle of whatever is
        said."
    >
      <Page css={css}>
        <App name="Ada" />
      </Page>
    </Case>
  ),
  async play({ canvas }) {
    await canvas.findByText('Connected')
    await canvas.findByText('Reading.')
    const mend = breakNetwork([chat], 'offline')
    try {
      await canvas.findByText('Reconnecting…')
      await say(canvas, 'Message 1')
      await say(canvas, 'Message 2')
      await waitFor(() => expect(canvas.getAllByText(/waiting for a connection/)).toHaveLength(2))
    } finally {
      mend()
    }
    await waitFor(() => expect(canvas.getAllByText(/· sent/)).toHaveLength(2))
    await expect(linesOf(canvas, /Message/)).toEqual(['Message 1', 'Message 2'])
  },
}

/** Two windows of one chat. */
export const TwoPeople: Story = {
  render: () => (
    <Case
      begin={begin}
      text="Two windows of one chat, and the network toolbar breaks both. Write in one, and the other shows it, and who is
          typing. Choose “Server down”, write in both, and choose “Online” again: both windows end up with the same messages in
          the same order. “Half-open” is the hard one: nobody says that anything is wrong."
    >
      <div className="case-frames">
        {people.map((name) => (
          <PageFrame key={name} title={`${name}’s window`} css={css}>
            <App name={name} />
          </PageFrame>
        ))}
      </div>
    </Case>
  ),
  async play({ canvas }) {
    const [ada, grace] = await Promise.all([windowOf(canvas, 'Ada'), windowOf(canvas, 'Grace')])
    await say(ada, 'Hello Grace')
    await grace.findByText('Hello Grace')
    const mend = breakNetwork([chat], 'offline')
    try {
      await ada.findByText('Reconnecting…')
      await grace.findByText('Reconnecting…')
      await say(ada, 'Are you there?')
      await say(grace, 'I am')
    } finally {
      mend()
    }
    for (const person of [ada, grace])
      await waitFor(() => expect(linesOf(person, /there|I am/)).toHaveLength(2), { timeout: 20_000 })
    await expect(linesOf(ada, /./)).toEqual(linesOf(grace, /./))
  },
}

/** The page in a window, when it is connected. */
async function windowOf(canvas: Canvas, name: string): Promise<Canvas> {
  const page = await waitFor(() => {
    const frame = canvas.getByTitle(`${name}’s window`)
    const body = frame instanceof HTMLIFrameElement ? frame.contentDocument?.body : null
    if (!body?.querySelector('.chat')) throw new Error(`${name} is not there`)
    return within(body)
  })
  await page.findByText('Connected')
  return page
}
