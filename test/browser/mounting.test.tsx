import { render } from '@testing-library/react'
import { StrictMode, useLayoutEffect } from 'react'
import { expect, test, vi } from 'vitest'
import { connections, useEvent, useLatest, useMessages, useWebSocket } from 'wirehooks'
import { until } from '../support/until'
import { settleLog, watchPrinted } from './printed'
import { createRoom } from './room'

function Status({ url }: { url: string }) {
  return <output>{useWebSocket(url).status}</output>
}

async function nobodyIsLeft(): Promise<void> {
  await until(connections, () => connections.getState().length === 0)
}

test('notices what the browser prints about a socket that is closed too early', async () => {
  const room = createRoom()
  const printed = await watchPrinted()
  new WebSocket(room.url).close()
  await vi.waitFor(() =>
    expect(printed).toEqual([expect.stringContaining('closed before the connection is established')]),
  )
})

test('opens one socket in StrictMode and prints nothing', async () => {
  const room = createRoom()
  const printed = await watchPrinted()
  const { container, unmount } = render(
    <StrictMode>
      <Status url={room.url} />
    </StrictMode>,
  )
  await room.until({ open: 1 })
  await vi.waitFor(() => expect(container.textContent).toBe('open'))
  expect(await room.state()).toEqual({ dials: 1, open: 1, codes: [] })
  unmount()
  expect(await room.until({ open: 0 })).toEqual({ dials: 1, open: 0, codes: [1000] })
  await settleLog()
  expect(printed).toEqual([])
})

test('prints nothing and leaves no socket when it is unmounted while it connects', async () => {
  const room = createRoom()
  await room.hold()
  const printed = await watchPrinted()
  const { unmount } = render(
    <StrictMode>
      <Status url={room.url} />
    </StrictMode>,
  )
  await room.until({ dials: 1 })
  unmount()
  await nobodyIsLeft()
  await room.release()
  expect(await room.until({ closed: 1 })).toEqual({ dials: 1, open: 0, codes: [1000] })
  await settleLog()
  expect(printed).toEqual([])
})

test('prints nothing and leaves no socket when it is unmounted at once', async () => {
  const room = createRoom()
  const printed = await watchPrinted()
  render(<Status url={room.url} />).unmount()
  await nobodyIsLeft()
  expect(await room.until({ closed: 1 })).toEqual({ dials: 1, open: 0, codes: [1000] })
  await settleLog()
  expect(printed).toEqual([])
})

test('keeps its socket over a remount', async () => {
  const room = createRoom()
  const { rerender, container } = render(<Status key="one" url={room.url} />)
  await vi.waitFor(() => expect(container.textContent).toBe('open'))
  rerender(<Status key="two" url={room.url} />)
  expect(container.textContent).toBe('open')
  rerender(<p>elsewhere</p>)
  rerender(<Status key="three" url={room.url} />)
  expect(container.textContent).toBe('open')
  expect(await room.state()).toEqual({ dials: 1, open: 1, codes: [] })
})

test('shares one socket among 1,000 hooks, and none after they have gone', async () => {
  await nobodyIsLeft()
  const room = createRoom()
  const { container, unmount } = render(
    <StrictMode>
      {Array.from({ length: 1000 }, (_, index) => (
        <Status key={index} url={room.url} />
      ))}
    </StrictMode>,
  )
  await room.until({ open: 1 })
  await vi.waitFor(() => expect(container.textContent).toBe('open'.repeat(1000)))
  expect(await room.state()).toEqual({ dials: 1, open: 1, codes: [] })
  expect(connections.getState()).toHaveLength(1)
  unmount()
  await nobodyIsLeft()
  expect(await room.until({ open: 0 })).toEqual({ dials: 1, open: 0, codes: [1000] })
})

test('never shows a message of the url it had before', async () => {
  interface Events {
    TICK: { count: number; of: string }
  }
  const rooms = [createRoom(), createRoom(), createRoom()]
  const shown: { url: string; from: (string | undefined)[] }[] = []
  const heard: { url: string; from: string }[] = []

  function Feed({ url }: { url: string }) {
    const feed = useWebSocket<Events>(url, {
      onOpen: () => void feed.emit('TALK', url),
      onMessage: ({ data }) => heard.push({ url, from: data.of }),
      linger: 100,
    })
    const latest = useLatest(feed, 'TICK')
    const recent = useMessages(feed, 'TICK', { limit: 5 })
    useEvent(feed, 'TICK', ({ of }) => heard.push({ url, from: of }))
    useLayoutEffect(() => {
      shown.push({ url, from: [feed.lastMessage?.data.of, latest?.of, ...recent.map(({ of }) => of)] })
    })
    return (
      <output>
        {url} {feed.lastMessage?.data.count} {latest?.count} {recent.length}
      </output>
    )
  }

  const { rerender, container } = render(<Feed url={rooms[0]?.url ?? ''} />)
  for (let change = 1; change <= 24; change += 1) {
    await vi.waitFor(() => expect(container.textContent).toMatch(/ \d+ \d+ 5$/), { interval: 5 })
    rerender(<Feed url={rooms[change % 3]?.url ?? ''} />)
  }
  expect(shown.length).toBeGreaterThan(72)
  expect(shown.filter(({ url, from }) => from.some((origin) => origin !== undefined && origin !== url))).toEqual([])
  expect(heard.length).toBeGreaterThan(100)
  expect(heard.filter(({ url, from }) => from !== url)).toEqual([])
})
