import { Blob as NodeBlob } from 'node:buffer'
import { act, cleanup, configure, fireEvent, render, renderHook, screen, waitFor } from '@testing-library/react'
import type { ComponentType, ReactElement } from 'react'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { type ConnectionView, type Delivery, type RoomState, useWebSocket } from 'wirehooks'
import { resetConnections } from 'wirehooks/testing'
import { startEventServer } from '../support/sse'
import type { User } from './given/README'
import { exampleCom } from './support/exampleCom'
import { runningPage } from './support/running'
import { heardBy, speaking } from './support/speaking'

const page = runningPage('README.md')
const ann: User = { id: 'ann', name: 'Ann' }
const bob: User = { id: 'bob', name: 'Bob' }

// What happens between two ends happens in time.
configure({ asyncUtilTimeout: 5000 })

afterEach(() => {
  cleanup()
  resetConnections()
})

test('the first example shows lines, toasts alerts and says things', async () => {
  const server = await exampleCom(speaking((message) => [message]))
  const toast = vi.fn()
  const run = await page.load<{ Chat: ComponentType }>('wirehooks')
  const { Chat } = run({ toast })
  render(<Chat />)

  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button').disabled).toBe(false))
  fireEvent.click(screen.getByRole('button'))
  await screen.findByText('hi')
  server.peers[0]?.emit('ALERT', { text: 'Tea is ready' })
  await waitFor(() => expect(toast).toHaveBeenCalledWith('Tea is ready'))
  expect(heardBy(server)).toEqual([{ type: 'CHAT', payload: { text: 'hi' } }])
})

test('the functions of a connection do what is said of them', async () => {
  const server = await exampleCom(
    speaking(({ type, id }) => (type === 'JOIN' ? [{ replyTo: id, payload: ['Ann'] }] : [])),
  )
  const chat = await openChat()
  const handler = vi.fn()
  const run = await page.load<Promise<{ outcome: string }>>('The hooks', 'chat.status')
  const { outcome } = await act(() => run({ chat, handler }))

  expect(outcome).toBe('sent')
  expect(heardBy(server)).toEqual([
    { type: 'CHAT', payload: { text: 'hi' } },
    { whatever: [1, 2] },
    { type: 'CHAT', payload: { text: 'hi' } },
    { type: 'JOIN', payload: 'lobby', id: expect.any(String) },
  ])
  await waitFor(() => expect(chat.connection.store.getState().status).toBe('open'))
  await waitFor(() => expect(server.peers[1]?.closed).toEqual({ code: 4000, reason: 'bye' }))
  server.peers.at(-1)?.emit('CHAT', { text: 'hello' })
  await waitFor(() => expect(handler).toHaveBeenCalledWith({ text: 'hello' }, expect.anything()))
})

test('wrappers go around a connection', async () => {
  const server = await exampleCom(speaking(() => [{ type: 'READY' }]))
  const run = await page.load<{ last: ConnectionView }>('Options', 'rateLimit')
  const { result } = renderHook(() => run({ signIn }))
  await waitFor(() => expect(result.current.last.status).toBe('open'))
  expect(heardBy(server)).toEqual([{ type: 'AUTH' }])
})

test('a stream is asked for with a fresh token, and shows its progress', async (context) => {
  const server = await startEventServer()
  context.onTestFinished(() => server.stop())
  const { fetch } = globalThis
  // Without the signal, which is one of jsdom's: the `fetch` of Node knows its own only.
  vi.stubGlobal('fetch', (address: string, { headers = {} }: RequestInit) =>
    fetch(new URL(new URL(address).pathname, server.url), { headers }),
  )
  context.onTestFinished(() => void vi.unstubAllGlobals())
  const run = await page.load<{ progress: unknown }>('Server-Sent Events')
  const { result } = renderHook(() => run({ freshToken: () => Promise.resolve('fresh') }))

  await waitFor(() => expect(server.visits).toHaveLength(1))
  const { request } = server.visits[0] ?? {}
  expect(request?.url).toBe('/events')
  expect(request?.headers.authorization).toBe('Bearer fresh')
  server.visits[0]?.write('event: progress\ndata: {"done":3}\n\n')
  await waitFor(() => expect(result.current.progress).toEqual({ done: 3 }))
})

test('an answer is streamed to its end, and another question begins anew', async (context) => {
  const server = await startEventServer((visit) => {
    visit.open()
    const { prompt } = JSON.parse(visit.body) as { prompt: string }
    visit.write(`data: {"delta":"${prompt}: "}\n\ndata: {"delta":"once upon a time"}\n\ndata: [DONE]\n\n`)
  })
  context.onTestFinished(() => server.stop())
  const { fetch } = globalThis
  vi.stubGlobal('fetch', (address: string, { headers = {}, method = '', body = null }: RequestInit) =>
    fetch(new URL(new URL(address).pathname, server.url), { headers, method, body }),
  )
  context.onTestFinished(() => void vi.unstubAllGlobals())
  const run = await page.load<{ Answer: ComponentType<{ question: { id: string; text: string } }> }>(
    'An answer that is streamed',
  )
  const { Answer } = run()
  const { rerender, container } = render(<Answer question={{ id: '1', text: 'A' }} />)
  await screen.findByText('A: once upon a time')
  await waitFor(() => expect(container.querySelector('p')?.ariaBusy).toBe('false'))
  for (const [id, prompt] of [
    ['2', 'B'],
    ['3', 'B'],
  ] as const) {
    rerender(<Answer question={{ id, text: prompt }} />)
    expect(container.textContent).toBe('')
    // oxlint-disable-next-line eslint/no-await-in-loop
    await screen.findByText('B: once upon a time')
  }
  expect(server.visits.map(({ request, body }) => [request.method, body])).toEqual([
    ['POST', '{"prompt":"A"}'],
    ['POST', '{"prompt":"B"}'],
    ['POST', '{"prompt":"B"}'],
  ])
})

test('a token goes into the address', async () => {
  const server = await exampleCom()
  const getToken = vi.fn(() => Promise.resolve('secret'))
  const run = await page.load<{ last: ConnectionView }>('A token in the URL')
  const { result } = renderHook(() => run({ getToken }))
  await waitFor(() => expect(result.current.last.status).toBe('open'))
  expect(server.peers[0]?.request.url).toBe('/live?token=secret')
  expect(getToken).toHaveBeenCalledWith({ refresh: false, signal: expect.any(AbortSignal) })
})

test('a token goes first, and the connection is open when the server is ready', async () => {
  const server = await exampleCom(speaking(() => [{ type: 'READY' }]))
  const run = await page.load<{ chat: ConnectionView }>('A token as the first message')
  const { result } = renderHook(() => run({ getToken: () => Promise.resolve('secret') }))
  await waitFor(() => expect(result.current.chat.status).toBe('open'))
  expect(heardBy(server)).toEqual([{ type: 'AUTH', payload: { token: 'secret' } }])
})

test('one user signs out and another signs in: the first link closes first, and nothing crosses over', async () => {
  const openBefore: number[] = []
  const server = await exampleCom({
    welcome(_, count) {
      openBefore.push(server.peers.slice(0, count - 1).filter(({ socket }) => socket.readyState === socket.OPEN).length)
    },
    // Nobody lets Ann in, so what she says waits.
    answer({ socket }) {
      if (server.peers.length > 1) socket.send('{"type":"READY"}')
    },
  })
  const run = await page.load<{ useChat(user: User | null): ConnectionView }>('Signing out and in')
  const { useChat } = run({ signIn })
  const { result, rerender } = renderHook<ConnectionView, User | null>(useChat, { initialProps: ann })
  await waitFor(() => expect(server.peers).toHaveLength(1))
  const delivery = result.current.emit('CHAT', { text: 'from Ann' })
  rerender(bob)
  await expect(delivery).resolves.toEqual({ outcome: 'closed' })
  await waitFor(() => expect(result.current.status).toBe('open'))
  expect(openBefore).toEqual([0, 0])
  rerender(null)
  expect(result.current.status).toBe('idle')
  await waitFor(() => expect(server.peers.map(({ closed }) => closed?.code)).toEqual([1000, 1000]))
  expect(heardBy(server)).toEqual([{ type: 'AUTH' }, { type: 'AUTH' }])
})

test('whoever signs out and in again has a link again, also after close()', async () => {
  const server = await exampleCom(speaking(() => [{ type: 'READY' }]))
  const run = await page.load<{ useChat(user: User | null): ConnectionView }>('Signing out and in')
  const { useChat } = run({ signIn })
  const { result, rerender } = renderHook<ConnectionView, User | null>(useChat, { initialProps: ann })
  await waitFor(() => expect(result.current.status).toBe('open'))
  act(() => result.current.close())
  await waitFor(() => expect(server.peers[0]?.closed?.code).toBe(1000))
  rerender(null)
  rerender(ann)
  await waitFor(() => expect(result.current.status).toBe('open'))
  expect(server.peers).toHaveLength(2)
})

test('what one user stored is deleted when another signs in', async () => {
  await exampleCom({ refuse: () => 503 })
  onTestFinished(() => localStorage.clear())
  const run = await page.load<{ chat: ConnectionView }>('An outbox that survives a reload')
  const { result, rerender } = renderHook((user: User) => run({ user }).chat, { initialProps: ann })
  const delivery = result.current.emit('CHAT', { text: 'from Ann' })
  await waitFor(() => expect(stored()).toContain('from Ann'))
  expect(stored()).toContain('ann')
  rerender(bob)
  await expect(delivery).resolves.toEqual({ outcome: 'closed' })
  await waitFor(() => expect(stored()).not.toContain('from Ann'))
})

test('a message is taken back in time', async () => {
  await exampleCom({ refuse: () => 503 })
  const { result } = renderHook(() => useWebSocket('wss://example.com/live'))
  const run = await page.load<{ delivery: Promise<Delivery> }>('Taking it back')
  await expect(run({ chat: result.current }).delivery).resolves.toEqual({ outcome: 'aborted' })
})

test('a picture goes out as it is, and comes back', async () => {
  const server = await exampleCom()
  // The `ws` of this test takes the Blob of Node, and jsdom has one of its own.
  vi.stubGlobal('Blob', NodeBlob)
  const run = await page.load<{ camera: ConnectionView }>('Bytes as they are')
  const { result } = renderHook(() => run().camera)
  await waitFor(() => expect(result.current.lastMessage?.data).toBeInstanceOf(NodeBlob))
  expect(server.peers[0]?.received[0]).toEqual(Buffer.from([1, 2, 3]))
})

test('a room is joined, and left at the end', async () => {
  const server = await exampleCom(
    speaking(({ type, id }) => (type === 'JOIN' ? [{ replyTo: id, payload: ['Ann'] }] : [])),
  )
  const chat = await openChat()
  const run = await page.load<RoomState>('Rooms')
  const { result, unmount } = renderHook(() => run({ chat }))
  await waitFor(() => expect(result.current).toMatchObject({ status: 'joined', answer: ['Ann'] }))
  unmount()
  await waitFor(() => expect(heardBy(server).at(-1)).toEqual({ type: 'LEAVE', payload: 'lobby' }))
})

test('typing is said now', async () => {
  const server = await exampleCom(speaking(() => []))
  const chat = await openChat()
  const run = await page.load<{ last: ReactElement }>('A typing indicator')
  render(run({ chat }).last)
  fireEvent.input(screen.getByRole('textbox'))
  await waitFor(() => expect(heardBy(server)).toEqual([{ type: 'TYPING', payload: 'lobby' }]))
})

test('what a schema checks has its type', async () => {
  const server = await exampleCom()
  const run = await page.load<{ shop: ConnectionView; at: unknown }>('Types that are checked')
  const { result } = renderHook(() => run())
  await waitFor(() => expect(result.current.shop.status).toBe('open'))
  server.peers[0]?.emit('PRICE', { symbol: 'WIRE', at: '2026-01-02T03:04:05Z' })
  await waitFor(() => expect(result.current.at).toEqual(new Date('2026-01-02T03:04:05Z')))
})

test('a component hears the one key it asked for', async () => {
  const server = await exampleCom()
  const run = await page.load<{ feed: ConnectionView; price: unknown }>('One key of many')
  const { result } = renderHook(() => run())
  await waitFor(() => expect(result.current.feed.status).toBe('open'))
  server.peers[0]?.socket.send('{"symbol":"WIRE","price":7}')
  server.peers[0]?.socket.send('{"symbol":"OTHER","price":8}')
  await waitFor(() => expect(result.current.price).toBe(7))
})

async function signIn(wire: { emit(event: string): void; next(event: string): Promise<unknown> }): Promise<void> {
  wire.emit('AUTH')
  await wire.next('READY')
}

function stored(): string {
  return JSON.stringify(localStorage)
}

/** What a component has that is on the page somewhere above. */
async function openChat(): Promise<ConnectionView> {
  const { result } = renderHook(() => useWebSocket('wss://example.com/live'))
  await waitFor(() => expect(result.current.status).toBe('open'))
  return result.current
}
