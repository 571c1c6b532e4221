import { render } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { type ConnectionView, heartbeat, useWebSocket, type UseWebSocketOptions } from 'wirehooks'
import { until } from '../support/until'
import { createRoom, type Room } from './room'

/** So long that only a wake-up can be the reason of a second attempt. Every link counts as good, however short. */
const backoff = { delay: 60_000, minUptime: 0 }

afterEach(() => {
  vi.restoreAllMocks()
})

async function mount(room: Room, options: UseWebSocketOptions = {}): Promise<ConnectionView['connection']> {
  const mounted: ConnectionView['connection'][] = []
  function Probe() {
    const { connection } = useWebSocket(room.url, { ...options, backoff, onOpen: () => void mounted.push(connection) })
    return null
  }
  render(<Probe />)
  await room.until({ open: 1 })
  return vi.waitUntil(() => mounted[0])
}

function show(visibilityState: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visibilityState)
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
}

function goOnline(isOnline: boolean): void {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(isOnline)
  window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'))
}

async function reaches({ store }: ConnectionView['connection'], status: string): Promise<void> {
  await until(store, () => store.getState().status === status)
}

test('dials at once when a hidden page whose link was lost is shown', async () => {
  const room = createRoom()
  const connection = await mount(room)
  show('hidden')
  await room.close(1012)
  await reaches(connection, 'reconnecting')
  expect((connection.store.getState().retryAt ?? 0) - Date.now()).toBeGreaterThan(20_000)
  show('hidden')
  expect((connection.store.getState().retryAt ?? 0) - Date.now()).toBeGreaterThan(20_000)
  const shownAt = performance.now()
  show('visible')
  await reaches(connection, 'open')
  expect(performance.now() - shownAt).toBeLessThan(1500)
  expect(await room.state()).toEqual({ dials: 2, open: 1, codes: [1012] })
})

test('dials late while it is offline, and once when it is online again', async () => {
  const room = createRoom()
  const connection = await mount(room)
  goOnline(false)
  expect(connection.store.getState()).toMatchObject({ status: 'open', online: false })
  await room.close(1012)
  await reaches(connection, 'reconnecting')
  expect((connection.store.getState().retryAt ?? 0) - Date.now()).toBeGreaterThan(20_000)
  const onlineAt = performance.now()
  goOnline(true)
  goOnline(true)
  show('visible')
  await reaches(connection, 'open')
  expect(performance.now() - onlineAt).toBeLessThan(1500)
  expect(await room.state()).toEqual({ dials: 2, open: 1, codes: [1012] })
})

test('keeps an open link when the browser only believes to be offline', async () => {
  const room = createRoom()
  const connection = await mount(room, { wrappers: [heartbeat({ message: { type: 'pong' } })] })
  goOnline(false)
  // The server sends everything back, so the beat is its own answer.
  await until(connection.store, () => connection.store.getState().latency)
  goOnline(true)
  expect(connection.store.getState()).toMatchObject({ status: 'open', online: true })
  expect(await room.state()).toEqual({ dials: 1, open: 1, codes: [] })
})

test('closes its link for the back/forward cache and opens another when the page comes back', async () => {
  const room = createRoom()
  const connection = await mount(room)
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
  expect(connection.store.getState()).toMatchObject({ status: 'reconnecting', closeReason: { kind: 'page-hidden' } })
  expect(await room.until({ open: 0 })).toEqual({ dials: 1, open: 0, codes: [1000] })
  const sent = connection.emit('LATER')
  const shownAt = performance.now()
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  await reaches(connection, 'open')
  expect(performance.now() - shownAt).toBeLessThan(1500)
  expect(await sent).toEqual({ outcome: 'sent' })
  expect(await room.state()).toEqual({ dials: 2, open: 1, codes: [1000] })
})

test('closes a link that is on its way when the page goes into the back/forward cache, so that it holds up nobody', async () => {
  const room = createRoom()
  const connection = await mount(room)
  await room.hold()
  connection.reconnect()
  await room.until({ dials: 2 })
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  await room.until({ dials: 3 })
  await room.release()
  await reaches(connection, 'open')
  expect(await room.state()).toEqual({ dials: 3, open: 1, codes: [1000] })
})

test('asks for a sign of life when a frozen page resumes', async () => {
  const room = createRoom()
  const connection = await mount(room, { wrappers: [heartbeat({ message: { type: 'pong' } })] })
  // As Chromium dispatches them: at the document, and they do not bubble. The driver keeps the page from being frozen.
  document.dispatchEvent(new Event('freeze'))
  document.dispatchEvent(new Event('resume'))
  await until(connection.store, () => connection.store.getState().latency)
  expect(connection.store.getState().status).toBe('open')
  expect(await room.state()).toEqual({ dials: 1, open: 1, codes: [] })
})
