import { cleanup, render } from '@testing-library/react'
import { setupWorker } from 'msw/browser'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'
import { Chat } from './src/Chat'

const url = 'wss://chat.example/live'
const server: WireServer = wireHandlers(url, {
  on: { JOIN: () => ['Ann', 'Bob'], CHAT: (line) => server.message('CHAT', line) },
})
const worker = setupWorker(...server)

beforeAll(() => worker.start({ quiet: true }))
afterAll(() => worker.stop())

afterEach(() => {
  cleanup()
  server.reset()
})

test('shows who is there, and what they say', async () => {
  render(<Chat url={url} />)
  await expect.element(page.getByText('With Ann, Bob')).toBeVisible()
  server.message('CHAT', 'Hello')
  await expect.element(page.getByRole('listitem')).toHaveTextContent('Hello')
})

test('sends a line when the server is back', async () => {
  render(<Chat url={url} />)
  await expect.element(page.getByText('open')).toBeVisible()
  server.set({ refuses: 1006 })
  server.drop()
  await expect.element(page.getByText('reconnecting')).toBeVisible()
  await userEvent.type(page.getByRole('textbox'), 'Still here{Enter}')
  await expect.element(page.getByText('1 waiting')).toBeVisible()

  server.set({ refuses: null })
  await expect.element(page.getByRole('listitem')).toHaveTextContent('Still here')
})
