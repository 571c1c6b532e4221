import { renderToString } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { connections, useEventSource, useLatest } from 'wirehooks'
import { refuseComplaints } from './support/complaints'

afterEach(() => {
  vi.unstubAllGlobals()
})

test.for([false, true])('is idle on the server and opens nothing (native: %s)', async (native) => {
  refuseComplaints()
  const fetch = vi.fn<typeof globalThis.fetch>()
  const EventSource = vi.fn<(url: string) => void>()
  const getHeaders = vi.fn<() => Record<string, string>>(() => ({}))
  vi.stubGlobal('fetch', fetch)
  vi.stubGlobal('EventSource', EventSource)
  const timeout = vi.spyOn(globalThis, 'setTimeout')

  function Feed() {
    const plain = useEventSource('/feed', { native, idleTimeout: 1000, onMessage() {} })
    const dynamic = useEventSource(() => '/feed', { native, headers: getHeaders })
    const note = useLatest(plain, 'NOTE')
    return <p>{[plain.status, plain.isOpen, plain.lastMessage, dynamic.status, note].join(' ')}</p>
  }
  const page = renderToString(<Feed />)
  const timers = timeout.mock.calls.length
  timeout.mockRestore()
  await Promise.resolve()

  expect(page).toBe('<p>idle false  idle </p>')
  expect([fetch, EventSource, getHeaders].map(({ mock }) => mock.calls)).toEqual([[], [], []])
  expect(timers).toBe(0)
  expect(connections.getState()).toEqual([])
})
