import { act, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { WireProvider } from 'wirehooks'
import { createFakeTransport, type FakeTransport } from 'wirehooks/testing'
import { Chat } from './src/Chat'

const url = 'wss://chat.example/live'

/** A chat, and the server that it knows nothing of. */
function showChat(): FakeTransport {
  const server = createFakeTransport({ opens: true })
  server.on('JOIN', () => ['Ann', 'Bob'])
  server.on('CHAT', (line, link) => link.message('CHAT', line))
  render(
    <WireProvider transports={{ [url]: server }}>
      <Chat url={url} />
    </WireProvider>,
  )
  return server
}

test('shows who is there, and what they say', async () => {
  const server = showChat()
  await screen.findByText('With Ann, Bob')
  act(() => server.link.message('CHAT', 'Hello'))
  expect(screen.getByRole('listitem').textContent).toBe('Hello')
})

test('sends a line when the server is back', async () => {
  const user = userEvent.setup()
  const server = showChat()
  await screen.findByText('open')
  server.set({ refuses: 1006 })
  act(() => server.link.drop())
  await user.type(screen.getByRole('textbox'), 'Still here{Enter}')
  expect(screen.getByText('1 waiting')).toBeTruthy()

  server.set({ refuses: null })
  await user.click(screen.getByRole('button', { name: 'Try now' }))
  expect((await screen.findByRole('listitem')).textContent).toBe('Still here')
})
