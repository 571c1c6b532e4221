import { act, fireEvent, render, renderHook, screen } from '@testing-library/react'
import { memo, StrictMode, useLayoutEffect, useState } from 'react'
import { expect, test } from 'vitest'
import { type ConnectionView, heartbeat, useConnection } from 'wirehooks'
import { afterLinger, countRenders, setUp } from './support/setUp'

test('who reads only the status does not render on messages and on what waits', async () => {
  const { fake, options, open, pass } = setUp()
  const { wrapper, take } = countRenders()
  const { result } = renderHook(
    () => {
      const { status, emit } = useConnection(fake, options)
      return { status, emit }
    },
    { wrapper },
  )
  take()
  act(() => void result.current.emit('EARLY'))
  expect(take()).toBe(0)
  open()
  expect(take()).toBe(1)
  for (let turn = 0; turn < 10; turn += 1) {
    act(() => fake.link.message('CHAT', turn))
    await pass(16)
  }
  expect(take()).toBe(0)
  expect(result.current.status).toBe('open')
})

test('who reads nothing never renders', async () => {
  const { fake, options, open, pass, receive } = setUp()
  const { wrapper, take } = countRenders()
  renderHook(() => void useConnection(fake, { ...options, wrappers: [heartbeat()], onInvalid() {} }), { wrapper })
  expect(take()).toBe(1)
  open()
  receive('CHAT')
  act(() => fake.link.garble())
  await pass(6000)
  act(() => fake.link.drop())
  await pass(60_000)
  expect(take()).toBe(0)
})

test('who reads the last message renders at most once a frame', async () => {
  const { fake, options, open, pass } = setUp()
  const { wrapper, take } = countRenders()
  const { result } = renderHook(() => useConnection(fake, options).lastMessage, { wrapper })
  open()
  take()
  act(() => {
    for (let turn = 0; turn < 1000; turn += 1) fake.link.message('CHAT', turn)
  })
  await pass(16)
  expect(take()).toBeLessThanOrEqual(2)
  expect(result.current).toEqual({ event: 'CHAT', data: 999 })
  await pass(1000)
  expect(take()).toBe(0)
})

test('renders at most once a frame for messages, whatever else changes meanwhile', () => {
  const { fake, options, open } = setUp()
  const { wrapper, take } = countRenders()
  const { result } = renderHook(
    () => {
      const { lastMessage, emit } = useConnection(fake, options)
      return { lastMessage, emit }
    },
    { wrapper },
  )
  open()
  act(() => fake.link.slow(2 ** 21))
  take()
  for (let turn = 0; turn < 10; turn += 1) {
    act(() => fake.link.message('CHAT', turn))
    act(() => void result.current.emit('SEEN', turn))
  }
  expect(take()).toBeLessThanOrEqual(2)
})

test('shows the last message under StrictMode', async () => {
  const { fake, options, open, pass, receive } = setUp()
  const { result } = renderHook(() => useConnection(fake, options).lastMessage?.data, { wrapper: StrictMode })
  open()
  receive('CHAT', 'hi')
  expect(result.current).toBe('hi')
  await pass(100)
  receive('CHAT', 'again')
  expect(result.current).toBe('again')
})

test('shows the last message to who comes back to it', async () => {
  const { fake, options, open, pass, receive } = setUp()
  const { unmount } = renderHook(() => useConnection(fake, options).lastMessage)
  open()
  unmount()
  const { result } = renderHook(() => useConnection(fake, options).lastMessage?.data)
  receive('CHAT', 'hi')
  await pass(100)
  expect(result.current).toBe('hi')
})

test('may start to read the last message at any time', async () => {
  const { fake, options, open, pass, receive } = setUp()
  const { result, rerender } = renderHook(
    ({ isReading }) => {
      const chat = useConnection(fake, options)
      return isReading ? chat.lastMessage?.data : 'not read'
    },
    { initialProps: { isReading: false } },
  )
  open()
  receive('CHAT', 'before')
  await pass(100)
  rerender({ isReading: true })
  expect(result.current).toBe('before')
  await pass(100)
  receive('CHAT', 'after')
  expect(result.current).toBe('after')
})

test('shows a message that came between the commit and the effects that follow', async () => {
  const { fake, options, pass } = setUp()
  function Early() {
    useLayoutEffect(() => fake.link.message('CHAT', 'early'), [])
    return null
  }
  function Chat() {
    return <output>{String(useConnection(fake, options).lastMessage?.data)}</output>
  }
  renderHook(() => useConnection(fake, options))
  act(() => fake.link.open())
  render(
    <>
      <Chat />
      <Early />
    </>,
  )
  await pass(100)
  expect(screen.getByRole('status').textContent).toBe('early')
})

test('forgets the last message of a connection that was released', async () => {
  const { fake, options, open, pass, receive } = setUp()
  const first = renderHook(() => useConnection(fake, options).lastMessage)
  open()
  receive('CHAT', 'long ago')
  first.unmount()
  await pass(afterLinger)
  const { result } = renderHook(() => useConnection(fake, options).lastMessage)
  open()
  expect(result.current).toBeNull()
})

test('isOpen follows the status', async () => {
  const { fake, options, open } = setUp()
  const { wrapper, take } = countRenders()
  const { result } = renderHook(() => useConnection(fake, options).isOpen, { wrapper })
  expect(result.current).toBe(false)
  take()
  open()
  expect(result.current).toBe(true)
  expect(take()).toBe(1)
  act(() => fake.link.drop())
  expect(result.current).toBe(false)
})

test('can be taken apart', () => {
  const { fake, options, open } = setUp()
  const { result } = renderHook(() => {
    const { status, isOpen, queue, emit, ...rest } = useConnection(fake, options)
    return { status, isOpen, queue, emit, rest }
  })
  open()
  expect(result.current).toMatchObject({ status: 'open', isOpen: true, queue: { count: 0 } })
  expect(Object.keys(result.current.rest)).toContain('request')
})

test('functions stay the same and work alone', async () => {
  const { fake, options, open } = setUp()
  const { result, rerender } = renderHook(() => {
    const chat = useConnection(fake, { ...options })
    const { emit, send, request, on, onAny, open, close, reconnect } = chat
    return { functions: { emit, send, request, on, onAny, open, close, reconnect }, status: chat.status }
  })
  const first = result.current.functions
  open()
  rerender()
  expect(result.current.status).toBe('open')
  for (const [name, value] of Object.entries(first)) expect(result.current.functions).toHaveProperty(name, value)
  const heard: unknown[] = []
  const stop = first.on('CHAT', (data) => heard.push(data))
  const stopAny = first.onAny(({ event }) => heard.push(event))
  fake.link.message('CHAT', 'hi')
  stop()
  stopAny()
  fake.link.message('CHAT', 'again')
  expect(heard).toEqual(['hi', 'CHAT'])
  expect(await first.send('whole')).toEqual({ outcome: 'sent' })
  const answer = first.request('JOIN', 'room')
  fake.link.reply(['ann'])
  expect(await answer).toEqual(['ann'])
})

test('what an event handler reads is current', async () => {
  const { fake, options, open, pass } = setUp()
  const read: unknown[] = []
  function Chat() {
    const chat = useConnection(fake, options)
    return <button onClick={() => void read.push([chat.status, chat.isOpen, chat.queue.count])}>Read</button>
  }
  render(<Chat />)
  const click = () => fireEvent.click(screen.getByRole('button'))
  click()
  open()
  click()
  await pass(6000)
  act(() => fake.link.drop())
  click()
  expect(read).toEqual([
    ['connecting', false, 0],
    ['open', true, 0],
    ['reconnecting', false, 0],
  ])
})

test('a child that is given the view reads along', async () => {
  const { fake, options, open, pass, receive } = setUp()
  const Child = memo(function Child({ chat }: { chat: ConnectionView }) {
    return (
      <output>
        {chat.status} {String(chat.lastMessage?.data)}
      </output>
    )
  })
  function Parent() {
    return <Child chat={useConnection(fake, options)} />
  }
  render(<Parent />, { wrapper: StrictMode })
  open()
  receive('CHAT', 'hi')
  await pass(100)
  expect(screen.getByRole('status').textContent).toBe('open hi')
})

test('a child that reads later than its parent is in time', async () => {
  const { fake, options, open, pass, receive } = setUp()
  const Child = memo(function Child({ chat }: { chat: ConnectionView }) {
    const [isShown, show] = useState(false)
    return <button onClick={() => show(true)}>{isShown ? String(chat.lastMessage?.data) : 'Show'}</button>
  })
  function Parent() {
    const chat = useConnection(fake, options)
    return <Child chat={chat} />
  }
  render(<Parent />)
  open()
  receive('CHAT', 'before')
  await pass(100)
  fireEvent.click(screen.getByRole('button'))
  expect(screen.getByRole('button').textContent).toBe('before')
  await pass(100)
  receive('CHAT', 'after')
  expect(screen.getByRole('button').textContent).toBe('after')
})

test('says when messages could not be read', () => {
  const { fake, options, open } = setUp()
  const { result } = renderHook(() => useConnection(fake, { ...options, onInvalid() {} }).invalid)
  open()
  act(() => fake.link.garble())
  act(() => fake.link.garble())
  expect(result.current).toBe(2)
})
