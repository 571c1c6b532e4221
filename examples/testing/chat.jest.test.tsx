import { expect, jest, test } from '@jest/globals'
import { act, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { WireProvider } from 'wirehooks'
import { createFakeTransport, type FakeTransport } from 'wirehooks/testing'
import { Chat } from './src/Chat'

const url = 'wss://chat.example/live'
// Also those of the next attempt to connect.
jest.useFakeTimers()

/** A chat, and the far end of its link, driven by hand. */
function showChat(): FakeTransport {
  const fake = createFakeTransport()
  render(
    <WireProvider transports={{ [url]: fake }}>
      <Chat url={url} />
    </WireProvider>,
  )
  return fake
}

test('asks who is there as soon as it is open', async () => {
  const fake = showChat()
  expect(screen.getByRole('status').textContent).toBe('connecting')
  act(() => fake.link.open())
  expect(fake).toHaveSent('JOIN', 'lobby')
  await act(async () => fake.link.reply(['Ann', 'Bob']))
  expect(screen.getByText('With Ann, Bob')).toBeTruthy()
})

test('sends a line when the server is back', async () => {
  const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime })
  const fake = showChat()
  act(() => fake.link.open())
  act(() => fake.link.drop(1006))
  await user.type(screen.getByRole('textbox'), 'Still here{Enter}')
  expect(fake).not.toHaveSent('CHAT')

  act(() => jest.advanceTimersByTime(1100))
  act(() => fake.link.open())
  expect(fake).toHaveReconnected(1)
  expect(fake).toHaveSent('CHAT', 'Still here')
})
