import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { createSocketLink } from '../../../src/server/socketIO/socketLink'
import type { UntypedSocket } from '../../../src/server/socketIO/sockets'

function setUp() {
  const conn = Object.assign(new EventEmitter(), {
    writeBuffer: [] as { data?: unknown }[],
    transport: { socket: { bufferedAmount: 0 } },
    close: vi.fn<() => void>(),
  })
  const socket = Object.assign(new EventEmitter(), { id: 'one', conn })
  const [heard, closed] = [vi.fn<() => void>(), vi.fn<() => void>()]
  const link = createSocketLink({ socket: socket as unknown as UntypedSocket, patienceMs: 1000, heard, closed })
  return { conn, socket, link, heard, closed }
}

test('counts what waits in bytes, in Engine.IO and below', () => {
  const { conn, link } = setUp()
  conn.writeBuffer.push({ data: 'aü€😀' }, { data: new Uint8Array(7) }, { data: new ArrayBuffer(5) }, {})
  conn.transport.socket.bufferedAmount = 100
  expect(link.bufferedAmount).toBe(1 + 2 + 3 + 4 + 7 + 5 + 100)
})

test('has ended when the server closes it, and throws away what its client does not read', () => {
  const { conn, socket, link, heard, closed } = setUp()
  link.close(4429, 'says too much at once')
  expect(conn.close.mock.calls).toEqual([[true]])
  socket.emit('presence', {})
  socket.emit('disconnect')
  expect(heard).not.toHaveBeenCalled()
  expect(closed).toHaveBeenCalledOnce()
})
