import { act, render, renderHook, screen } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { namesOf } from '../../src/transport/identityTexts'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { type Swap, useConnection, useLatest, useWebSocket, WireProvider } from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { useSupabaseChannel } from 'wirehooks/supabase'
import { createFakeClock, createFakeNetwork, createFakeTransport, resetConnections } from 'wirehooks/testing'
import { createFakeSupabase } from 'wirehooks/testing/supabase'
import { connections } from 'wirehooks/vanilla'
import { createSockets, freshUrl } from './support/sockets'

afterEach(() => {
  act(resetConnections)
  vi.restoreAllMocks()
})

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

/** What development builds say. */
function hearWarnings(): string[] {
  const warnings: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((text: string) => warnings.push(text))
  return warnings
}

test('leaves what it does not name as it is', () => {
  const { all, WebSocket } = createSockets()
  const url = freshUrl()
  hearWarnings()
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

test('what a provider puts in the place of Socket.IO gets one argument as itself, and several as a list', async () => {
  const fake = createFakeTransport({ opens: true })
  fake.on('join', (room) => [room, 'Ann'])
  const wrapper = ({ children }: { children: ReactNode }) => (
    <WireProvider transports={{ 'https://example.com/chat': fake }}>{children}</WireProvider>
  )
  const { result } = renderHook(() => useSocketIO('https://example.com/chat'), { wrapper })
  await act(() => result.current.emit('nothing'))
  await act(() => result.current.emit('say', 'hi'))
  await act(() => result.current.emit('say', 'lobby', 'hi'))
  await act(() => result.current.with({ ttl: 1000 }).emit('say', ['a', 'b']))
  expect(await act(() => result.current.request('join', 'lobby'))).toEqual(['lobby', 'Ann'])
  expect(fake.sent.map(({ event, data }) => [event, data])).toEqual([
    ['nothing', undefined],
    ['say', 'hi'],
    ['say', ['lobby', 'hi']],
    ['say', ['a', 'b']],
    ['join', 'lobby'],
  ])
})

const advice = 'It goes to its real address. If that is meant, give the name the value undefined.'

test.each([
  [['wss://example.com/lvie'], 'wss://example.com/live', '"wss://example.com/lvie"', ''],
  [[], 'wss://example.com/live', 'no names', ''],
  [
    ['wss://example.com/live/', 'board'],
    'wss://example.com/live',
    '"wss://example.com/live/" and "board"',
    '"wss://example.com/live/" and "wss://example.com/live" differ in the slash at the end. ',
  ],
  [
    ['ws://example.com/live'],
    'wss://example.com/live',
    '"ws://example.com/live"',
    '"ws://example.com/live" and "wss://example.com/live" differ in the scheme. ',
  ],
  [
    ['wss://ann:secret@example.com/live?token=secret#secret'],
    'wss://example.com/live?token=other-secret',
    '"wss://example.com/live"',
    '"wss://example.com/live" and "wss://example.com/live" differ in the query. ',
  ],
  [
    ['example.com/Live'],
    'wss://example.com/live/?room=1',
    '"example.com/Live"',
    '"example.com/Live" and "wss://example.com/live/" differ in the scheme and upper and lower case and the slash at the end and the query. ',
  ],
  [
    ['http://localhost:3000/live'],
    '/live',
    '"http://localhost:3000/live"',
    '"http://localhost:3000/live" and "/live" differ in the host. ',
  ],
  [
    Array.from({ length: 12 }, (_, index) => `wss://example.com/${index}`),
    'wss://example.com/live',
    '"wss://example.com/0", "wss://example.com/1", "wss://example.com/2", "wss://example.com/3", "wss://example.com/4", "wss://example.com/5", "wss://example.com/6", "wss://example.com/7" and 4 more',
    '',
  ],
])('says once that its table %j has nothing for %s, and what may be meant', (names, url, shown, guess) => {
  const warnings = hearWarnings()
  const { WebSocket } = createSockets()
  const table = Object.fromEntries(names.map((name) => [name, createFakeTransport()]))
  const wrapper = ({ children }: { children: ReactNode }) => (
    <WireProvider transports={{ ...table }}>{children}</WireProvider>
  )
  const { rerender } = renderHook(
    () => [useWebSocket(url, { WebSocket }).status, useWebSocket(url, { WebSocket }).status],
    { wrapper },
  )
  rerender()
  const asked = url.replace(/\?.*/, '')
  expect(warnings).toEqual([
    `wirehooks: Expected the table of WireProvider to have a transport for "${asked}", but it has ${shown}. ${guess}${advice}`,
  ])
  expect(warnings.join()).not.toContain('secret')
})

test('says so of a connection without a name, and of the name of a socket', () => {
  const warnings = hearWarnings()
  const { WebSocket } = createSockets()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <WireProvider transports={{ mine: createFakeTransport() }}>{children}</WireProvider>
  )
  renderHook(() => useWebSocket(() => freshUrl(), { WebSocket }), { wrapper })
  renderHook(() => useWebSocket(freshUrl(), { WebSocket, key: 'yours' }), { wrapper })
  expect(warnings).toEqual([
    `wirehooks: Expected a connection below WireProvider to have a name, but its address is a function: give it a \`key\`, and name that in the table. ${advice}`,
    expect.stringMatching(/ to have a transport for "ws.*" or "yours", but it has "mine"\. /),
  ])
})

test('says nothing of what is idle, of what is named with undefined, and of what a function leaves as it is', () => {
  const warnings = hearWarnings()
  const { all, WebSocket } = createSockets()
  const url = freshUrl()
  const table = { [url]: undefined, other: createFakeTransport() }
  const providers: readonly ((children: ReactNode) => ReactNode)[] = [
    (children) => <WireProvider transports={table}>{children}</WireProvider>,
    (children) => <WireProvider transports={() => undefined}>{children}</WireProvider>,
  ]
  for (const wrap of providers)
    renderHook(() => useWebSocket(url, { WebSocket }), { wrapper: ({ children }) => wrap(children) })
  renderHook(
    () => [useWebSocket(null, { WebSocket }).status, useWebSocket(freshUrl(), { WebSocket, enabled: false }).status],
    { wrapper: ({ children }) => providers[0]?.(children) },
  )
  expect([all.length, warnings]).toEqual([1, []])
})

test('says nothing of what goes through a client or a transport of the caller, unless the table names such', async () => {
  const warnings = hearWarnings()
  const client = createFakeSupabase()
  const handed = createFakeTransport()
  const useBoth = () => [useSupabaseChannel(client, 'board').status, useConnection(handed).status]
  const below = (name: string) =>
    renderHook(useBoth, {
      wrapper: ({ children }: { children: ReactNode }) => (
        <WireProvider transports={{ [name]: createFakeTransport() }}>{children}</WireProvider>
      ),
    })
  const { unmount } = below('wss://example.com/live')
  await act(async () => {})
  expect(warnings).toEqual([])
  unmount()
  below('baord')
  await act(async () => {})
  expect(warnings[0]).toContain('to have a transport for "board", but it has "baord".')
})

test('says nothing in production', () => {
  const warnings = hearWarnings()
  const { WebSocket } = createSockets()
  vi.stubEnv('NODE_ENV', 'production')
  onTestFinished(() => void vi.unstubAllEnvs())
  renderHook(() => useWebSocket(freshUrl(), { WebSocket }), {
    wrapper: ({ children }) => <WireProvider transports={{}}>{children}</WireProvider>,
  })
  expect(warnings).toEqual([])
})
