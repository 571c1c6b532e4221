import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  connections,
  heartbeat,
  useConnection,
  useConnectionStatus,
  useEvent,
  useFold,
  useLatest,
  useMessages,
  useWebSocket,
} from 'wirehooks'
import { createFakeTransport } from 'wirehooks/testing'
import { refuseComplaints } from './support/complaints'

const timers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'] as const

beforeEach(() => {
  refuseComplaints()
  vi.stubGlobal('WebSocket', () => {
    throw new Error('The server opened a WebSocket')
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
})

function show(...values: unknown[]) {
  return <p>{values.map((value) => JSON.stringify(value) ?? 'undefined').join(' ')}</p>
}

const html = (element: React.ReactElement) => renderToString(element).replaceAll('&quot;', '"')

test('runs where there is no document', () => {
  expect(typeof document).toBe('undefined')
})

test('useWebSocket is idle and opens nothing', () => {
  const getUrl = vi.fn(() => 'wss://example.com/live')
  function Chat() {
    const plain = useWebSocket('wss://example.com/live', { wrappers: [heartbeat()], onMessage() {} })
    const dynamic = useWebSocket(getUrl)
    const none = useWebSocket(null)
    return show(plain.status, plain.isOpen, plain.lastMessage, plain.queue.count, dynamic.status, none.status)
  }
  const spies = timers.map((name) => vi.spyOn(globalThis, name))
  const page = html(<Chat />)
  const calls = spies.map((spy) => spy.mock.calls.length)
  expect(page).toBe('<p>"idle" false null 0 "idle" "idle"</p>')
  expect(getUrl).not.toHaveBeenCalled()
  expect(calls).toEqual([0, 0, 0, 0])
  expect(connections.getState()).toEqual([])
})

test('useConnection is idle and dials nothing', () => {
  const fake = createFakeTransport()
  function Chat() {
    const { status, online, lost, retryAt, error } = useConnection(fake, { onOpen() {} })
    return show(status, online, lost, retryAt, error)
  }
  expect(html(<Chat />)).toBe('<p>"idle" true false null null</p>')
  expect(html(<Chat />)).toBe('<p>"idle" true false null null</p>')
  expect(fake.links).toEqual([])
  expect(connections.getState()).toEqual([])
})

test('readers have their first value', () => {
  const fake = createFakeTransport()
  function Chat() {
    const chat = useConnection(fake)
    useEvent(chat, 'CHAT', () => {})
    return show(
      useConnectionStatus(chat),
      useConnectionStatus(chat, ({ lost, attempt }) => ({ lost, attempt })),
      useFold(chat, ['CHAT', 'OTHER'], (count) => count + 1, 7),
      useLatest(chat, 'CHAT', (data) => ({ data })),
      useMessages(chat, 'CHAT'),
    )
  }
  expect(html(<Chat />)).toBe('<p>"idle" {"lost":false,"attempt":0} 7 undefined []</p>')
})

test('a connection that the server itself holds open shows as idle', () => {
  const fake = createFakeTransport()
  function Chat() {
    return show(useConnection(fake).status)
  }
  html(<Chat />)
  expect(html(<Chat />)).toBe('<p>"idle"</p>')
  expect(fake.links).toEqual([])
})
