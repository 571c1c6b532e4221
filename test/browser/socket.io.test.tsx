import { render, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { io } from 'socket.io-client'
import { expect, inject, onTestFinished, test, vi } from 'vitest'
import { connections, useMessages } from 'wirehooks'
import { useSocketIO, type UseSocketIOOptions } from 'wirehooks/socket.io'
import type { NamespaceState } from '../support/socketIOBrowser'
import { until } from '../support/until'
import { settleLog, watchPrinted } from './printed'

/** The host of the page, so that cookies go along. */
const server = `http://${location.hostname}:${inject('socketIOPort')}`

/** A namespace that nobody else uses. */
function createNamespace() {
  const name = `/test-${Math.random()}`
  const control = io(`${server}/control`, { forceNew: true, transports: ['websocket'] })
  onTestFinished(() => void control.disconnect())
  const ask = (order: string, ...details: unknown[]): Promise<NamespaceState> =>
    control.emitWithAck(order, name, ...details) as Promise<NamespaceState>
  return {
    url: server + name,
    state: () => ask('state'),
    until: (counts: { connected?: number; closed?: number }) => ask('until', counts),
    emit: (event: string, ...args: unknown[]) => ask('emit', event, args),
    cut: () => ask('cut'),
  }
}

/** A page that is shown again dials within half a second. */
const soon = { timeout: 5000 }

async function nobodyIsLeft(): Promise<void> {
  await until(connections, () => connections.getState().length === 0)
}

function Status({ url, options = {} }: { url: string; options?: UseSocketIOOptions }) {
  return <output>{useSocketIO(url, options).status}</output>
}

test('opens one socket in StrictMode, goes over to WebSocket, and prints nothing', async () => {
  const namespace = createNamespace()
  const printed = await watchPrinted()
  const { container, unmount } = render(
    <StrictMode>
      <Status url={namespace.url} />
      <Status url={namespace.url} />
    </StrictMode>,
  )
  await vi.waitFor(() => expect(container.textContent).toBe('openopen'))
  await vi.waitFor(async () => expect((await namespace.state()).transports).toEqual(['websocket']))
  unmount()
  expect(await namespace.until({ closed: 1 })).toMatchObject({ connected: 1, closed: ['client namespace disconnect'] })
  await nobodyIsLeft()
  await settleLog()
  expect(printed).toEqual([])
})

test('prints nothing and leaves no socket when it is unmounted while it connects', async () => {
  const namespace = createNamespace()
  await namespace.state()
  const printed = await watchPrinted()
  render(<Status url={namespace.url} options={{ linger: 0 }} />).unmount()
  await nobodyIsLeft()
  // What had been on its way would have come before this one.
  const { container } = render(<Status url={namespace.url} options={{ key: 'next' }} />)
  await vi.waitFor(() => expect(container.textContent).toBe('open'))
  const { connected, closed } = await namespace.state()
  expect(connected - closed.length).toBe(1)
  await settleLog()
  expect(printed).toEqual([])
})

test('prints nothing when it is unmounted while its engine tries out a WebSocket', async () => {
  const namespace = createNamespace()
  await namespace.state()
  const printed = await watchPrinted()
  for (let delay = 0; delay < 60; delay += 5) {
    const { container, unmount } = render(<Status url={namespace.url} options={{ linger: 0, key: `probe ${delay}` }} />)
    // oxlint-disable-next-line eslint/no-await-in-loop
    await vi.waitFor(() => expect(container.textContent).toBe('open'), { interval: 1 })
    // oxlint-disable-next-line eslint/no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, delay))
    unmount()
    // oxlint-disable-next-line eslint/no-await-in-loop
    await nobodyIsLeft()
  }
  await settleLog()
  expect(printed).toEqual([])
})

test.each(['in its first task', 'after its request has left'])(
  'prints nothing when it is unmounted %s, over WebSocket alone',
  async (moment) => {
    const namespace = createNamespace()
    await namespace.state()
    const printed = await watchPrinted()
    const manager = { transports: ['websocket'] }
    const { unmount } = render(<Status url={namespace.url} options={{ linger: 0, manager }} />)
    if (moment !== 'in its first task') await new Promise((next) => setTimeout(next))
    unmount()
    await nobodyIsLeft()
    const { container } = render(<Status url={namespace.url} options={{ key: 'next', manager }} />)
    await vi.waitFor(() => expect(container.textContent).toBe('open'))
    const { connected, closed } = await namespace.state()
    expect(connected - closed.length).toBe(1)
    await settleLog()
    expect(printed).toEqual([])
  },
)

test('sends the cookies of the page with credentials, and none without', async () => {
  document.cookie = 'session=42; path=/'
  const namespace = createNamespace()
  // A WebSocket always takes them along.
  const manager = { transports: ['polling'] }
  const one = render(<Status url={namespace.url} options={{ manager: { ...manager, withCredentials: true } }} />)
  await vi.waitFor(() => expect(one.container.textContent).toBe('open'))
  const other = render(<Status url={namespace.url} options={{ manager }} />)
  await vi.waitFor(() => expect(other.container.textContent).toBe('open'))
  const { cookies } = await namespace.state()
  expect(cookies.map((cookie) => cookie?.includes('session=42') ?? false)).toEqual([true, false])
  document.cookie = 'session=; path=/; max-age=0'
})

test('carries bytes both ways, also large ones', async () => {
  const namespace = createNamespace()
  const { result } = renderHook(() => useSocketIO(namespace.url))
  const bytes = new Uint8Array(5_000_000).map((_, index) => index % 251)
  await until(result.current.store, () => result.current.store.getState().status === 'open')
  const answer = await result.current.request('echo', bytes)
  expect(answer).toBeInstanceOf(ArrayBuffer)
  expect(new Uint8Array(answer as ArrayBuffer)).toEqual(bytes)
})

test('shows each of 200 messages of one tick', async () => {
  const namespace = createNamespace()
  const { result } = renderHook(() => {
    const feed = useSocketIO(namespace.url)
    return { feed, ticks: useMessages(feed, 'tick', { limit: 300 }) }
  })
  await result.current.feed.emit('burst', 200)
  await vi.waitFor(() => expect(result.current.ticks).toEqual(Array.from({ length: 200 }, (_, index) => index)))
})

test('comes back from the back/forward cache where it was', async () => {
  const namespace = createNamespace()
  const { result } = renderHook(() => {
    const feed = useSocketIO(namespace.url)
    const { status, recovered } = feed
    return { feed, shown: { status, recovered, lines: useMessages(feed, 'line') } }
  })
  await vi.waitFor(() => expect(result.current.shown.status).toBe('open'))
  await namespace.emit('line', 'before')
  await vi.waitFor(() => expect(result.current.shown.lines).toEqual(['before']))
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
  await vi.waitFor(() => expect(result.current.shown.status).toBe('reconnecting'))
  expect((await namespace.until({ closed: 1 })).closed).toHaveLength(1)
  await namespace.emit('line', 'meanwhile')
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  await vi.waitFor(
    () => expect(result.current.shown).toEqual({ status: 'open', recovered: true, lines: ['before', 'meanwhile'] }),
    soon,
  )
  expect((await namespace.state()).connected).toBe(2)
})

test('loses nothing over a cut', async () => {
  const namespace = createNamespace()
  const { result } = renderHook(() => {
    const feed = useSocketIO(namespace.url, { backoff: { initialDelay: 100 } })
    return { status: feed.status, lines: useMessages(feed, 'line') }
  })
  await vi.waitFor(() => expect(result.current.status).toBe('open'))
  await namespace.emit('line', 'before')
  await vi.waitFor(() => expect(result.current.lines).toEqual(['before']))
  await namespace.cut()
  await namespace.emit('line', 'meanwhile')
  await vi.waitFor(() => expect(result.current).toEqual({ status: 'open', lines: ['before', 'meanwhile'] }), soon)
})
