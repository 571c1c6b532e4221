import { cleanup, render } from '@testing-library/react'
import { setupWorker } from 'msw/browser'
import { StrictMode } from 'react'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Transport, useConnection, useFold } from 'wirehooks'
import { createConnection, eventSource, raw, type SendingTransport, webSocket } from 'wirehooks/vanilla'
import { resetConnections } from 'wirehooks/testing'
import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'

const chat: WireServer = wireHandlers('wss://chat.example/live', {
  opened: (client) => client.message('LINE', 'welcome'),
  on: { ECHO: (data) => data, message: (picture, client) => client.message('message', picture) },
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
const socketIO = async (transports: string[]): Promise<SendingTransport> =>
  (await import('wirehooks/socket.io')).socketIO('https://chat.example/live', {
    // A real server would be asked first whether they are allowed.
    manager: { transports, withCredentials: true, extraHeaders: { authorization: 'Bearer 1' } },
  })

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

const bytes = (...numbers: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(numbers)
const numbersOf = (data: unknown): number[] => [...new Uint8Array(data as ArrayBuffer)]

test.each([
  { way: 'HTTP', transports: ['polling'] },
  { way: 'a WebSocket', transports: ['websocket'] },
])('in a browser, Socket.IO carries bytes over $way', async ({ transports }) => {
  const connection = createConnection(await socketIO(transports))
  connection.open()
  expect(numbersOf(await connection.request('ECHO', bytes(0, 1, 2).subarray(1)))).toEqual([1, 2])
  expect(numbersOf(await connection.request('ECHO', new Blob([bytes(3, 4)])))).toEqual([3, 4])
  const { files } = (await connection.request('ECHO', { files: [bytes(5), bytes(6).buffer] })) as { files: unknown[] }
  expect(files.map(numbersOf)).toEqual([[5], [6]])
  expect(numbersOf(chat.sent[0]?.data)).toEqual([1, 2])
})

test('in a browser, a WebSocket carries bytes', async () => {
  const connection = createConnection(webSocket('wss://chat.example/live', { codec: raw(), binaryType: 'blob' }))
  const heard: unknown[] = []
  connection.on('message', (data) => heard.push(data))
  connection.open()
  await connection.send(new Blob([bytes(1)]))
  await connection.send(bytes(2))
  await expect.poll(() => heard.filter((data) => data instanceof Blob).length).toBe(2)
  const blobs = heard.filter((data) => data instanceof Blob)
  expect(await Promise.all(blobs.map(async (blob) => numbersOf(await blob.arrayBuffer())))).toEqual([[1], [2]])
})
