import { WebSocket } from 'ws'
import { expect, test } from 'vitest'
import { raw, type SocketLike } from 'wirehooks/vanilla'
import { stage } from '../support/stage'
import { until } from '../support/until'

type SocketClass = new (url: string | URL, protocols?: string | string[]) => SocketLike

const classes: readonly [name: string, WebSocket: SocketClass][] = [
  ['the package ws', WebSocket],
  ["the platform's own WebSocket", globalThis.WebSocket],
]

const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer

/** Each as it is sent, and the bytes that arrive. */
const binary: readonly [frame: unknown, arrives: ArrayBuffer][] = [
  [bytes(1, 2, 3), bytes(1, 2, 3)],
  [new Uint8Array([4, 5]), bytes(4, 5)],
  // Parts of larger buffers.
  [new Uint8Array([0, 6, 7, 0]).subarray(1, 3), bytes(6, 7)],
  [new DataView(bytes(0, 8, 9), 1), bytes(8, 9)],
  [new Uint16Array([0x0102]), bytes(2, 1)],
  [new Blob(['\u0010', new Uint8Array([17])]), bytes(16, 17)],
  [new ArrayBuffer(0), new ArrayBuffer(0)],
]

for (const [name, Socket] of classes) {
  test.concurrent(`carries text and bytes as they are both ways, over ${name}`, async (context) => {
    const { serve, connect } = stage(context)
    const server = await serve()
    const client = connect(server.url, { codec: raw(), WebSocket: Socket })
    await client.reaches('open')
    const frames = ['{not json', '', ...binary.map(([frame]) => frame)]
    const sent = await Promise.all(frames.map((frame) => client.connection.send(frame)))
    expect(sent).toEqual(frames.map(() => ({ outcome: 'sent' })))
    await until(client, () => client.messages.length === frames.length)
    expect(server.peers[0]?.received).toEqual(['{not json', '', ...binary.map(([, arrives]) => Buffer.from(arrives))])
    expect(client.messages).toEqual(
      ['{not json', '', ...binary.map(([, arrives]) => arrives)].map((data) => ({ event: 'message', data })),
    )
    expect([client.invalid, client.errors]).toEqual([[], []])
  })

  test.concurrent(`brings bytes as a Blob where that is the binaryType, over ${name}`, async (context) => {
    const { serve, connect } = stage(context)
    const server = await serve()
    const client = connect(server.url, { codec: raw(), binaryType: 'blob', WebSocket: Socket })
    await client.reaches('open')
    await client.connection.send(bytes(1, 2, 3))
    await client.connection.send('text')
    await until(client, () => client.messages.length === 2)
    const [blob, text] = client.messages.map(({ data }) => data)
    expect(blob).toBeInstanceOf(Blob)
    expect(await (blob as Blob).arrayBuffer()).toEqual(bytes(1, 2, 3))
    expect(text).toBe('text')
  })
}

test.concurrent('sends what it was given while there was no link, and not what became of it', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  let useUrl: (url: string) => void = () => {}
  const client = connect(() => new Promise<string>((resolve) => (useUrl = resolve)), { codec: raw() })
  const buffer = new Uint8Array(2)
  const sent = [1, 2, 3].map((count) => client.connection.send(buffer.fill(count)))
  sent.push(client.connection.send(new Blob(['waits'])))
  await Promise.resolve()
  useUrl(server.url)
  await until(server, () => server.peers[0]?.received.length === 4)
  expect(server.peers[0]?.received).toEqual([
    Buffer.from([1, 1]),
    Buffer.from([2, 2]),
    Buffer.from([3, 3]),
    Buffer.from('waits'),
  ])
  expect(await Promise.all(sent)).toEqual(sent.map(() => ({ outcome: 'sent' })))
})

test.concurrent('refuses events, and what a WebSocket cannot send', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const client = connect(server.url, { codec: raw() })
  await client.reaches('open')
  const dropped = { outcome: 'dropped', error: { code: 'cannot-encode' } }
  expect(await client.connection.emit('CHAT', 'text')).toMatchObject(dropped)
  for (const value of [1, null, undefined, { type: 'CHAT' }, [1], true]) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    expect(await client.connection.send(value)).toMatchObject(dropped)
  }
  await client.connection.send('last')
  await until(server, () => server.peers[0]?.received.length === 1)
  expect(server.peers[0]?.received).toEqual(['last'])
})
