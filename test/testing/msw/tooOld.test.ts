import { WebSocketHandler } from 'msw'
import { expect, onTestFinished, test, vi } from 'vitest'
import { wireHandlers } from 'wirehooks/testing/msw'
import { refuseComplaints } from '../../react/support/complaints'

const words =
  'wirehooks/testing/msw needs msw 2.13.0 or newer, and an older one is installed: npm install --save-dev msw@2'

test('says which MSW is needed where handlers cannot choose requests by a function', async () => {
  vi.resetModules()
  vi.doMock('msw', async (load) => {
    function HttpHandler(_: unknown, path: { split(separator: string): unknown }): void {
      path.split('/')
    }
    return { ...(await load<object>()), HttpHandler }
  })
  onTestFinished(() => {
    vi.doUnmock('msw')
    vi.resetModules()
  })
  const door = await import('wirehooks/testing/msw')
  expect(() => door.wireHandlers('wss://chat.example/live')).toThrow(words)
})

test('says which MSW is needed where a WebSocket does not wait for its server', () => {
  const takeComplaints = refuseComplaints()
  const handlers = wireHandlers('wss://chat.example/live', { silent: true })
  const socket = new EventTarget()
  const client = Object.assign(new EventTarget(), { url: new URL('wss://chat.example/live'), socket })
  for (const handler of handlers)
    if (handler instanceof WebSocketHandler) void handler.run({ client, server: {}, info: {} } as never)
  socket.dispatchEvent(new Event('open'))
  expect(takeComplaints()).toEqual([words])
})
