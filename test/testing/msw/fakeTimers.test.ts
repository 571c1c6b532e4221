import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { wireHandlers } from 'wirehooks/testing/msw'
import { connect, serve } from './support/serve'
import { ways } from './support/transports'

const chat = wireHandlers('https://chat.example/live', { opened: (client) => client.message('WELCOME') })

serve(chat)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Lets fake time pass until something is so; a request of HTTP also takes a moment of real time. */
async function passUntil(assert: () => void): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    try {
      return assert()
    } catch (cause) {
      if (turn > 2000) throw cause
    }
    await vi.advanceTimersByTimeAsync(50)
    await pause(5)
  }
}

test.each(ways)('moves by fake timers over $way, and leaves none', async ({ make }) => {
  chat.set({ delay: 500 })
  const { connection, heard, status } = connect(make())
  await vi.advanceTimersByTimeAsync(400)
  expect([status(), chat.links]).toEqual(['connecting', []])
  await passUntil(() => expect([status(), heard.length]).toEqual(['open', 1]))
  connection.close()
  await passUntil(() => expect([chat.clients, vi.getTimerCount()]).toEqual([[], 0]))
})

test.each(ways)('leaves no timer when it is reset while it is dialled over $way', async ({ make }) => {
  chat.set({ delay: 60_000 })
  const { connection } = connect(make())
  await vi.advanceTimersByTimeAsync(1000)
  connection.close()
  chat.reset()
  await passUntil(() => expect(vi.getTimerCount()).toBe(0))
})
