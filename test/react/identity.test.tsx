import { act, render, renderHook, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, onTestFinished, test } from 'vitest'
import { useConnection, useEventSource, useWebSocket } from 'wirehooks'
import { createFakeTransport } from 'wirehooks/testing'
import { afterLinger, setUp } from './support/setUp'
import { createSockets, freshUrl } from './support/sockets'

function setUpSockets() {
  const { options, pass, takeComplaints } = setUp()
  const sockets = createSockets()
  return { pass, sockets, takeComplaints, options: { ...options, WebSocket: sockets.WebSocket } }
}

test('two hydrated roots whose url is a function have a connection each', async () => {
  const { sockets, options, pass, takeComplaints } = setUpSockets()
  const Chat = ({ url }: { url: string }) => <p>{useWebSocket(() => url, options).status}</p>
  for (const url of ['wss://one.example/live', 'wss://other.example/live']) {
    const root = document.createElement('div')
    root.innerHTML = renderToString(<Chat url={url} />)
    act(() => {
      const client = hydrateRoot(root, <Chat url={url} />)
      onTestFinished(() => act(() => client.unmount()))
    })
  }
  // React 18 warns of layout effects on a server, which this, having a document, is not.
  takeComplaints()
  await pass(0)
  expect(sockets.all.map(({ url }) => url)).toEqual(['wss://one.example/live', 'wss://other.example/live'])
})

test('two roots whose headers are a function have a stream each', async () => {
  const { options, pass } = setUp()
  const asked: unknown[] = []
  const fetch = (_: string, { headers }: RequestInit): Promise<Response> => {
    asked.push(new Headers(headers).get('authorization'))
    return new Promise(() => {})
  }
  const useFeed = (token: string) =>
    useEventSource('https://example.com/feed', { ...options, fetch, headers: () => ({ authorization: token }) }).status
  renderHook(() => useFeed('Ann'))
  renderHook(() => useFeed('Bob'))
  await pass(0)
  expect(asked).toEqual(['Ann', 'Bob'])
})

test('another identity closes the old link before the new one opens, and nothing that waits crosses over', async () => {
  const { sockets, options, pass } = setUpSockets()
  const url = freshUrl()
  const { result, rerender } = renderHook(({ identity }) => useWebSocket(url, { ...options, identity }), {
    initialProps: { identity: 'ann' },
  })
  await pass(0)
  const outcome = result.current.emit('CHAT', 'from Ann')
  rerender({ identity: 'bob' })
  await pass(0)
  expect(await outcome).toEqual({ outcome: 'closed' })
  const [first, second, ...others] = sockets.all
  expect(others).toEqual([])
  await pass(20_000)
  act(() => second?.open())
  await pass(100)
  expect(second?.sent).toEqual([])
  expect(first).not.toBe(second)
})

for (const [name, urlOf] of [
  ['a plain url', (url: string) => url],
  ['a function', (url: string) => () => url],
] as const) {
  test(`one user signs out and another one signs in: the server knows the second (${name})`, async () => {
    const { sockets, options, pass } = setUpSockets()
    const url = freshUrl()
    const { rerender } = renderHook(({ identity }) => useWebSocket(urlOf(url), { ...options, identity }).status, {
      initialProps: { identity: 'ann' },
      wrapper: StrictMode,
    })
    await pass(0)
    act(() => sockets.newest.open())
    rerender({ identity: 'bob' })
    await pass(0)
    expect(sockets.all.map(({ closes }) => closes)).toEqual([['open 1000'], []])
  })
}

test('a remount with another identity does not take the link of the first within the linger', async () => {
  const { sockets, options, pass } = setUpSockets()
  const url = freshUrl()
  const Chat = ({ identity }: { identity: string }) => <p>{useWebSocket(url, { ...options, identity }).status}</p>
  const { rerender } = render(<Chat key="ann" identity="ann" />)
  await pass(0)
  act(() => sockets.newest.open())
  rerender(<Chat key="bob" identity="bob" />)
  await pass(0)
  expect(sockets.all[0]?.closes).toEqual(['open 1000'])
  await pass(50)
  expect(sockets.all).toHaveLength(2)
})

test('five components change their identity together: one old link closes, then one new one is dialled', async () => {
  const log: string[] = []
  const { options, pass } = setUp()
  const transportOf = (identity: string) => {
    const fake = createFakeTransport({ key: 'chat', identity })
    return {
      ...fake,
      connect(...parts: Parameters<typeof fake.connect>) {
        log.push(`dial ${identity}`)
        const link = fake.connect(...parts)
        return {
          ...link,
          close(...why: Parameters<typeof link.close>) {
            log.push(`close ${identity}`)
            link.close(...why)
          },
        }
      },
    }
  }
  const ann = transportOf('ann')
  const bob = transportOf('bob')
  const Cell = ({ isBob }: { isBob: boolean }) => <p>{useConnection(isBob ? bob : ann, options).status}</p>
  const App = ({ isBob }: { isBob: boolean }) => (
    <StrictMode>
      {[1, 2, 3, 4, 5].map((id) => (
        <Cell key={id} isBob={isBob} />
      ))}
    </StrictMode>
  )
  const { rerender } = render(<App isBob={false} />)
  rerender(<App isBob />)
  await pass(1)
  expect(log).toEqual(['dial ann', 'close ann', 'dial bob'])
})

test('two users side by side both stay connected, in StrictMode too', async () => {
  const { options, pass } = setUp()
  const ann = createFakeTransport({ key: 'chat', identity: 'ann' })
  const bob = createFakeTransport({ key: 'chat', identity: 'bob' })
  const Chat = ({ transport }: { transport: typeof ann }) => <p>{useConnection(transport, options).status}</p>
  render(
    <StrictMode>
      <Chat transport={ann} />
      <Chat transport={bob} />
    </StrictMode>,
  )
  await pass(2000)
  expect([ann.links.length, bob.links.length]).toEqual([1, 1])
})

test('an onMessage that appears among the options does not reopen a closed connection', async () => {
  const { fake, options, open, pass, receive } = setUp()
  const heard: unknown[] = []
  const { result, rerender } = renderHook(
    ({ hears }) =>
      useConnection(fake, { ...options, ...(hears ? { onMessage: ({ data }) => void heard.push(data) } : {}) }),
    { initialProps: { hears: false } },
  )
  open()
  act(() => result.current.close())
  rerender({ hears: true })
  await pass(2000)
  expect(result.current.status).toBe('closed')
  act(() => result.current.open())
  open()
  receive('CHAT', 'hi')
  expect({ heard, links: fake.links.length }).toEqual({ heard: ['hi'], links: 2 })
})

test('a remount starts what its user closed, and the same component does not', async () => {
  const { fake, options, open, pass } = setUp()
  const Chat = () => {
    const chat = useConnection(fake, options)
    return <button onClick={chat.close}>{chat.status}</button>
  }
  const { container, rerender } = render(<Chat key="one" />, { wrapper: StrictMode })
  open()
  act(() => screen.getByRole('button').click())
  rerender(<Chat key="one" />)
  await pass(afterLinger)
  expect(container.textContent).toBe('closed')
  rerender(<Chat key="other" />)
  expect(container.textContent).toBe('connecting')
})

test('the component whose leaving ended the link hears onClose', async () => {
  const { fake, options, open, pass } = setUp()
  const log: string[] = []
  const onClose = ({ kind }: { kind: string }, willRetry: boolean): void => void log.push(`${kind} ${willRetry}`)
  const { unmount } = renderHook(() => useConnection(fake, { ...options, onClose }))
  open()
  unmount()
  await pass(afterLinger)
  expect(log).toEqual(['user false'])
})
