import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { useConnection, usePresence, useTyping } from 'wirehooks'
import { createFakePresence, createFakeTransport } from 'wirehooks/testing'
import { Frame } from '../parts/Frame'

interface Shared {
  readonly name: string
  readonly typing?: boolean
}

const meta = { title: 'Guides/Presence demo', tags: ['!autodocs', '!dev'] } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

const room = createFakeTransport({ opens: true })
const people = createFakePresence(room, 'board', [{ key: 'bob', state: { name: 'Bob' } }])

function Board() {
  const chat = useConnection(room)
  const presence = usePresence<Shared>(chat, { channel: 'board', key: 'ada', initial: { name: 'Ada' } })
  const { who, start } = useTyping(presence)
  const cleo = presence.others.find(({ key }) => key === 'cleo')

  return (
    <Frame title={`${presence.count} people on the board`} status={chat.status}>
      <ul className="row" aria-label="People">
        <li className="docs-chip">Ada, you</li>
        {presence.others.map(({ key, state, status }) => (
          <li key={key} className="docs-chip" data-status={status}>
            {state.name}
            {status !== 'online' && `, ${status}`}
          </li>
        ))}
      </ul>
      <p className="quiet">
        {who.length > 0 ? `${who.map(({ state }) => state.name).join(', ')} is typing…` : 'Nobody types.'}
      </p>
      <input aria-label="Your words" placeholder="Type, and the others see it" onInput={start} />
      <p className="row">
        {cleo ? (
          <button onClick={() => people.leave('cleo')}>Cleo goes</button>
        ) : (
          <button onClick={() => people.join({ key: 'cleo', state: { name: 'Cleo' } })}>Cleo comes</button>
        )}
        <button onClick={() => people.update('bob', { typing: who.length === 0 })}>Bob types, or stops</button>
        <button onClick={() => people.update('bob', {}, { away: true })}>Bob is away</button>
        <button onClick={() => room.link.drop(1006)}>Cut your link</button>
      </p>
    </Frame>
  )
}

/** Somebody comes, types and goes. */
export const Coming: Story = {
  render: () => <Board />,
  async play({ canvas, userEvent }) {
    const see = (names: string[]): Promise<void> =>
      waitFor(() => expect(canvas.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(names))
    await see(['Ada, you', 'Bob'])
    await userEvent.click(canvas.getByRole('button', { name: 'Cleo comes' }))
    await see(['Ada, you', 'Bob', 'Cleo'])
    await userEvent.click(canvas.getByRole('button', { name: /^Bob types/ }))
    await canvas.findByText('Bob is typing…')
    await userEvent.click(canvas.getByRole('button', { name: /^Bob types/ }))
    await userEvent.click(canvas.getByRole('button', { name: 'Cleo goes' }))
    await see(['Ada, you', 'Bob'])
  },
}
