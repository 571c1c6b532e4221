import { act, render, renderHook, screen } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { namesOf } from '../../src/transport/identityTexts'
import { afterEach, expect, test } from 'vitest'
import { type Swap, useLatest, useWebSocket, WireProvider } from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { createFakeClock, createFakeNetwork, createFakeTransport, resetConnections } from 'wirehooks/testing'
import { connections } from 'wirehooks/vanilla'
import { createSockets, freshUrl } from './support/sockets'

afterEach(() => act(resetConnections))

function Price({ url }: { url: string }) {
  const feed = useWebSocket<{ PRICE: number }>(url)
  return (
    <p>
      {feed.status} {useLatest(feed, 'PRICE')}
    </p>
  )
}

test('has the components below use a fake, by the url they name', () => {
  const fake = createFakeTransport()
  render(
    <WireProvider transports={{ 'wss://example.com/prices': fake }}>
      <Price url="wss://example.com/prices" />
    </WireProvider>,
    { wrapper: StrictMode },
  )
  act(() => fake.link.open())
  act(() => fake.link.message('PRICE', 7))
  expect(screen.getByText('open 7')).toBeTruthy()
  expect(fake.links).toHaveLength(1)
})

test('leaves what it does not name as it is', () => {
  const { all, WebSocket } = createSockets()
  const url = freshUrl()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <WireProvider transports={{ [`${url}/more`]: createFakeTransport(), toString: createFakeTransport() }}>
      {children}
    </WireProvider>
  )
  renderHook(() => useWebSocket(url, { WebSocket }).status, { wrapper })
  expect(all).toHaveLength(1)
})

test('knows the address of every transport, and a key where a url is a function', () => {
  const seen: unknown[] = []
  const swap: Swap = ({ name, identity }) => {
    seen.push([name, namesOf(identity)])
    return createFakeTransport({ key: `fake ${name}` })
  }
  const fake = createFakeTransport()
  const byName = ({ children }: { children: ReactNode }) => (
    <WireProvider transports={{ mine: fake, 'https://example.com/chat': fake }}>{children}</WireProvider>
  )
  const byFunction = ({ children }: { children: ReactNode }) => (
    <WireProvider transports={swap}>{children}</WireProvider>
  )
  const useBoth = () => [
    useWebSocket(() => 'wss://example.com', { key: 'mine' }).status,
    useSocketIO('https://example.com/chat').status,
  ]
  const { unmount } = renderHook(useBoth, { wrapper: byName })
  // One for each kind of connection.
  expect(fake.links).toHaveLength(2)
  unmount()
  renderHook(useBoth, { wrapper: byFunction })
  expect(seen.slice(0, 2)).toEqual([
    ['websocket', ['mine']],
    ['socket.io', ['https://example.com/chat']],
  ])
})

test('resetConnections closes what is started, and whoever comes next shares nothing with it', () => {
  const fake = createFakeTransport()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <WireProvider transports={{ 'wss://example.com': fake }}>{children}</WireProvider>
  )
  const first = renderHook(() => useWebSocket('wss://example.com').connection, { wrapper })
  expect(connections.getState()).toHaveLength(1)
  act(() => resetConnections())
  expect(connections.getState()).toEqual([])
  expect(fake.link.closedFor).toEqual({ kind: 'user' })
  const second = renderHook(() => useWebSocket('wss://example.com').connection, { wrapper })
  expect(second.result.current).not.toBe(first.result.current)
  expect(fake.links).toHaveLength(2)
})

test('two users of one address share no link of the transport that takes its place', async () => {
  const clock = createFakeClock()
  const fake = createFakeTransport()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <WireProvider transports={{ 'wss://example.com': fake }}>{children}</WireProvider>
  )
  const network = createFakeNetwork()
  const { result, rerender } = renderHook(
    ({ identity }) => useWebSocket('wss://example.com', { identity, clock, network }),
    { wrapper, initialProps: { identity: 'ann' } },
  )
  const outcome = result.current.emit('SAY', 'private')
  rerender({ identity: 'bob' })
  await act(() => clock.advance(100))
  act(() => fake.link.open())
  expect(await outcome).toEqual({ outcome: 'closed' })
  expect(fake.links.map(({ status }) => status)).toEqual(['closed', 'open'])
  expect(fake.sent).toEqual([])
})
