import { cleanup, render } from '@testing-library/react'
import { setupWorker } from 'msw/browser'
import { StrictMode } from 'react'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Transport, useConnection, useFold } from 'wirehooks'
import { eventSource, webSocket } from 'wirehooks/vanilla'
import { resetConnections } from 'wirehooks/testing'
import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'

const chat: WireServer = wireHandlers('wss://chat.example/live', {
  opened: (client) => client.message('LINE', 'welcome'),
})
const worker = setupWorker(...chat)

beforeAll(() => worker.start({ quiet: true }))
afterAll(() => worker.stop())

afterEach(() => {
  cleanup()
  resetConnections()
  chat.reset()
})

// Loaded when the mock is in place: its engine looks for a WebSocket once.
const socketIO = async (transports: string[]): Promise<Transport> =>
  (await import('wirehooks/socket.io')).socketIO('https://chat.example/live', { manager: { transports } })

const ways: { way: string; make(): Transport | Promise<Transport> }[] = [
  { way: 'a WebSocket', make: () => webSocket('wss://chat.example/live') },
  { way: 'Server-Sent Events', make: () => eventSource('https://chat.example/live') },
  {
    way: "the platform's EventSource",
    make: () => eventSource('https://chat.example/live', { native: true, events: ['LINE'] }),
  },
  { way: 'Socket.IO over HTTP', make: () => socketIO(['polling', 'websocket']) },
  { way: 'Socket.IO over a WebSocket', make: () => socketIO(['websocket']) },
]

interface Events {
  LINE: string
}

function Lines({ transport }: { transport: Transport }) {
  const source = useConnection<Events>(transport, { linger: 0, backoff: { initialDelay: 50 } })
  const lines = useFold(source, 'LINE', (all, line) => [...all, line], [] as readonly string[])
  return <output>{`${source.status}: ${lines.join()}`}</output>
}

describe.each(ways)('in a browser, over $way', ({ make }) => {
  test('a mocked server speaks, breaks, comes back, and sees who goes', async () => {
    const transport = await make()
    const { container, unmount } = render(<Lines transport={transport} />, { wrapper: StrictMode })
    await expect.poll(() => container.textContent).toBe('open: welcome')
    chat.message('LINE', 'hi')
    await expect.poll(() => container.textContent).toBe('open: welcome,hi')
    chat.set({ refuses: 1006 })
    chat.drop()
    await expect.poll(() => container.textContent).toBe('reconnecting: welcome,hi')
    chat.set({ refuses: null })
    await expect.poll(() => container.textContent, { timeout: 10_000 }).toBe('open: welcome,hi,welcome')
    unmount()
    await vi.waitFor(() => expect(chat.clients).toEqual([]), { timeout: 5000 })
  })
})
