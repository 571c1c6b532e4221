// @vitest-environment jsdom
import { render, renderHook, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { connections, useLatest, useMessages } from 'wirehooks'
import { refuseComplaints } from '../react/support/complaints'
import { until } from '../support/until'
import { setUpPage } from './support/page'
import { stage } from './support/stage'
import { transports } from './support/transports'

const linger = 20

setUpPage()

describe.each(transports)('$name', (adapter) => {
  test('opens exactly one link in StrictMode', async (context) => {
    refuseComplaints()
    const { serve } = stage(adapter, context)
    const far = await serve()
    const { result, unmount } = renderHook(() => adapter.useLink(far.url, { linger }).status, { wrapper: StrictMode })
    await waitFor(() => expect(result.current).toBe('open'))
    far.present[0]?.say('NEWS', 1)
    unmount()
    await until(far, () => far.sockets === 0)
    expect(far.visits.map(({ isHere }) => isHere)).toEqual([false])
    expect(connections.getState()).toEqual([])
  })

  test('hydrates what the server rendered without a word, and opens then', async (context) => {
    refuseComplaints()
    const { serve } = stage(adapter, context)
    const far = await serve()
    const Live = () => <output>{adapter.useLink(far.url, { linger }).status}</output>
    const container = document.createElement('div')
    container.innerHTML = renderToString(<Live />)
    const before = container.textContent
    render(<Live />, { container, hydrate: true })
    await waitFor(() => expect(container.textContent).toBe('open'))
    expect(before).toBe('idle')
    expect(far.visits).toHaveLength(1)
  })

  for (const [when, sockets] of [
    ['at once', 0],
    ['while it connects', 1],
  ] as const) {
    test(`leaves nothing at the server and prints nothing when it is unmounted ${when}`, async (context) => {
      refuseComplaints()
      const { serve } = stage(adapter, context)
      const far = await serve()
      const { unmount } = renderHook(() => adapter.useLink(far.url, { linger: 0 }).status, { wrapper: StrictMode })
      await until(far, () => far.sockets >= sockets)
      unmount()
      await waitFor(() => expect(connections.getState()).toEqual([]))
      await until(far, () => far.sockets === 0)
      expect(far.present).toEqual([])
    })
  }

  test('mounts and unmounts a hundred times over one link', async (context) => {
    refuseComplaints()
    const { serve } = stage(adapter, context)
    const far = await serve()
    const mount = () => renderHook(() => adapter.useLink(far.url, {}).status, { wrapper: StrictMode })
    const { result } = mount()
    await waitFor(() => expect(result.current).toBe('open'))
    for (let count = 0; count < 100; count += 1) mount().unmount()
    const last = mount()
    expect(last.result.current).toBe('open')
    expect(far.visits.map(({ isHere }) => isHere)).toEqual([true])
  })

  test('never shows what came from another url', async (context) => {
    refuseComplaints()
    const { serve } = stage(adapter, context)
    const [old, next] = [await serve(), await serve()]
    const shown: unknown[] = []

    function useNews(url: string) {
      const link = adapter.useLink(url, { linger })
      const latest = useLatest(link, 'NEWS')
      const all = useMessages(link, 'NEWS')
      shown.push([url, link.lastMessage?.data, latest, ...all])
      return { status: link.status, latest }
    }

    const { result, rerender } = renderHook(useNews, { initialProps: old.url })
    await waitFor(() => expect(result.current.status).toBe('open'))
    old.present[0]?.say('NEWS', 'old')
    await waitFor(() => expect(result.current.latest).toBe('old'))
    for (let count = 0; count < 100; count += 1) old.present[0]?.say('NEWS', 'old')
    rerender(next.url)
    await waitFor(() => expect(result.current.status).toBe('open'))
    next.present[0]?.say('NEWS', 'new')
    await waitFor(() => expect(result.current.latest).toBe('new'))
    await until(old, () => old.sockets === 0)
    const shownOfNext = shown
      .filter((row) => (row as unknown[])[0] === next.url)
      .flatMap((row) => (row as unknown[]).slice(1))
    expect(new Set(shownOfNext)).toEqual(new Set([undefined, 'new']))
    expect([old.visits.length, next.visits.length]).toEqual([1, 1])
  })

  test('is idle without a url and while it is not enabled', async (context) => {
    refuseComplaints()
    const { serve } = stage(adapter, context)
    const far = await serve()
    const { result, rerender } = renderHook(
      ({ url, enabled }: { url: string | null; enabled: boolean }) => adapter.useLink(url, { enabled, linger }).status,
      { initialProps: { url: null as string | null, enabled: true } },
    )
    const seen: string[] = [result.current]
    rerender({ url: far.url, enabled: false })
    seen.push(result.current)
    rerender({ url: far.url, enabled: true })
    await waitFor(() => expect(result.current).toBe('open'))
    rerender({ url: far.url, enabled: false })
    seen.push(result.current)
    await until(far, () => far.sockets === 0)
    rerender({ url: far.url, enabled: true })
    await waitFor(() => expect(result.current).toBe('open'))
    rerender({ url: null, enabled: true })
    seen.push(result.current)
    await until(far, () => far.sockets === 0)
    expect(seen).toEqual(['idle', 'idle', 'idle', 'idle'])
    expect(far.visits).toHaveLength(2)
    expect(connections.getState()).toEqual([])
  })
})
