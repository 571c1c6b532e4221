import { WebSocketHandler } from 'msw'
import { expect, onTestFinished, test, vi } from 'vitest'
import { wireHandlers } from 'wirehooks/testing/msw'
import { refuseComplaints } from '../../react/support/complaints'

const words =
  'wirehooks/testing/msw needs msw 2.13.0 or newer, and an older one is installed: npm install --save-dev msw@2'

/** The door of the mocks, with another class of MSW in the place of its own. */
async function doorWith(classes: object): Promise<typeof import('wirehooks/testing/msw')> {
  vi.resetModules()
  vi.doMock('msw', async (load) => ({ ...(await load<object>()), ...classes }))
  onTestFinished(() => {
    vi.doUnmock('msw')
    vi.resetModules()
  })
  return import('wirehooks/testing/msw')
}

test('says which MSW is needed where handlers cannot choose requests by a function', async () => {
  const door = await doorWith({
    HttpHandler: function HttpHandler(_: unknown, path: { split(separator: string): unknown }): void {
      path.split('/')
    },
  })
  expect(() => door.wireHandlers('wss://chat.example/live')).toThrow(words)
})

test('another error while handlers are made says what it says', async () => {
  const door = await doorWith({
    WebSocketHandler: function WebSocketHandler(): never {
      throw new Error('no WebSockets here')
    },
  })
  expect(() => door.wireHandlers('wss://chat.example/live')).toThrow('no WebSockets here')
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
