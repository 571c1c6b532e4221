import { expect, test } from 'vitest'
import { binary, heartbeat, raw, text, createConnection, webSocket } from 'wirehooks/vanilla'
import { wireHandlers } from 'wirehooks/testing/msw'
import { eventually } from './support/eventually'
import { connect, serve } from './support/serve'

const url = 'wss://camera.example/live'
const camera = wireHandlers(url, { on: { message: (picture, client) => client.message('message', picture) } })

serve(camera)

const bytes = (...numbers: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(numbers)
const numbersOf = (data: unknown): number[] => [...new Uint8Array(data as ArrayBuffer)]

test('a WebSocket carries bytes of every kind, in order, and gives them back as they came', async () => {
  const { connection, heard } = connect(webSocket(url, { codec: raw() }))
  const part = bytes(0, 1, 2, 3).subarray(1, 3)
  await connection.send(new Blob([bytes(9, 9)]))
  await connection.send(part)
  await connection.send(bytes(4).buffer)
  await connection.send(Uint16Array.from([256]))
  await eventually(() => expect(heard.length).toBe(4))
  const expected = [[9, 9], [1, 2], [4], [0, 1]]
  expect(camera.sent.map(({ data }) => numbersOf(data))).toEqual(expected)
  expect(camera.sent.every(({ data }) => data instanceof ArrayBuffer)).toBe(true)
  expect(heard.map((message) => numbersOf((message as unknown[])[1]))).toEqual(expected)
})

test('bytes come as the page wants them', async () => {
  const ends = [
    connect(webSocket(url, { codec: binary() })),
    connect(webSocket(url, { codec: raw(), binaryType: 'blob' })),
  ]
  await eventually(() => expect(camera.clients.length).toBe(2))
  camera.message('message', bytes(1, 2, 3).subarray(1))
  for (const { heard } of ends) await eventually(() => expect(heard.length).toBe(1))
  const [buffer, blob] = ends.map(({ heard }) => (heard[0] as unknown[])[1])
  expect(numbersOf(buffer)).toEqual([2, 3])
  expect(numbersOf(await (blob as Blob).arrayBuffer())).toEqual([2, 3])
})

test('a ping that is a text is answered as one, and not while the network is half-open', async () => {
  const beats = heartbeat({ interval: 20, timeout: 1000, message: 'ping' })
  const connection = createConnection(webSocket(url, { codec: text() }), { wrappers: [beats] })
  connection.open()
  const state = () => connection.store.getState()
  await eventually(() => expect(state().latency).not.toBeNull())
  expect(camera.sent).toEqual([])
  camera.set({ silent: true })
  await eventually(() => expect(state().closeReason?.kind).toBe('heartbeat-timeout'))
})
