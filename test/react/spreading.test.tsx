import { act, render, renderHook, screen } from '@testing-library/react'
import { createContext, useContext, useLayoutEffect } from 'react'
import { expect, test } from 'vitest'
import { type ConnectionView, useConnection, useFold, useLatest, usePresence } from 'wirehooks'
import { countRenders, setUp } from './support/setUp'

const stateNames = [
  'status',
  'attempt',
  'retryAt',
  'error',
  'closeReason',
  'openedAt',
  'recovered',
  'details',
  'latency',
  'queue',
  'online',
  'lost',
  'invalid',
  'isOpen',
  'lastMessage',
]

test('a view can be spread, and the copy has the state and the functions', () => {
  const { fake, options, open } = setUp()
  const { result } = renderHook(() => {
    const copy = { ...useConnection(fake, options), mine: 1 }
    return `${copy.status} ${copy.isOpen} ${copy.queue.count} ${copy.mine} ${typeof copy.emit}`
  })
  expect(result.current).toBe('connecting false 0 1 function')
  open()
  expect(result.current).toBe('open true 0 1 function')
})

test('what is left after taking a function out still has the state', () => {
  const { fake, options, open } = setUp()
  const { result } = renderHook(() => {
    const { emit, ...rest } = useConnection(fake, options)
    return `${typeof emit} ${rest.status} ${rest.connection.name}`
  })
  open()
  expect(result.current).toBe('function open fake')
})

test('a view lists what it has', () => {
  const { fake, options, open } = setUp()
  const { result } = renderHook(() => useConnection(fake, options))
  open()
  const view = result.current
  expect(Object.keys(view)).toEqual(expect.arrayContaining([...stateNames, 'emit', 'send', 'request', 'connection']))
  expect('status' in view).toBe(true)
  expect('nothing' in view).toBe(false)
  expect(view).toMatchObject({ status: 'open', isOpen: true, queue: { count: 0 }, lastMessage: null })
  expect(JSON.parse(JSON.stringify({ ...view, connection: null, store: null, newestMessage: null }))).toMatchObject({
    status: 'open',
  })
})

test('spreading subscribes to what it read, and reading nothing renders for nothing', async () => {
  const { fake, options, open, receive, pass } = setUp()
  const spreading = countRenders()
  const still = countRenders()
  renderHook(() => ({ ...useConnection(fake, options) }).lastMessage, { wrapper: spreading.wrapper })
  renderHook(() => useConnection(fake, options).emit, { wrapper: still.wrapper })
  open()
  spreading.take()
  still.take()
  receive('CHAT', 'hi')
  await pass(100)
  expect([spreading.take(), still.take()]).toEqual([1, 0])
})

test('a reader reads from a copy of a view', async () => {
  const { fake, options, open, receive, pass } = setUp()
  const { result } = renderHook(() => {
    const { emit, ...rest } = useConnection(fake, options)
    const copy = { ...rest, emit }
    return `${useFold(copy, 'CHAT', (count) => count + 1, 0)} ${String(useLatest(copy, 'CHAT'))}`
  })
  open()
  receive('CHAT', 'hi')
  await pass(100)
  expect(result.current).toBe('1 hi')
})

test('a view is a context value', async () => {
  const { fake, options, open, receive, pass } = setUp()
  const Chat = createContext<ConnectionView | null>(null)
  function Line() {
    const chat = useContext(Chat)
    return (
      <output>
        {chat?.status} {String(chat?.lastMessage?.data)}
      </output>
    )
  }
  function App() {
    return (
      <Chat.Provider value={useConnection(fake, options)}>
        <Line />
      </Chat.Provider>
    )
  }
  render(<App />)
  open()
  receive('CHAT', 'hi')
  await pass(100)
  expect(screen.getByRole('status').textContent).toBe('open hi')
})

test('presence can be spread and listed, too', () => {
  const { fake, options, clock, open } = setUp()
  const { result } = renderHook(() => {
    const presence = usePresence(useConnection(fake, options), { key: 'ann', initial: { name: 'Ann' }, clock })
    const { update, ...rest } = presence
    return { text: `${typeof update} ${rest.status} ${rest.count} ${rest.self.state.name}`, presence }
  })
  open()
  expect(result.current.text).toBe('function entering 0 Ann')
  expect(Object.keys(result.current.presence)).toEqual(
    expect.arrayContaining(['status', 'self', 'others', 'count', 'error', 'update', 'presence']),
  )
  expect(result.current.presence).toMatchObject({ status: 'entering', others: [] })
})

test('a source that is another one in every render is refused, and the error says what to do', () => {
  const { fake, options, takeComplaints } = setUp()
  const { result } = renderHook(() => useConnection(fake, options))
  const { connection } = result.current
  const { rerender } = renderHook(() => useLatest({ ...connection }, 'CHAT'))
  expect(rerender).toThrow(/unstable: Expected .*useState\(\(\) => …\)/)
  // What React says of an error in a render differs between its versions.
  takeComplaints()
})

test('two components show the same last message, also after close and open', async () => {
  const { fake, options, open, receive, pass } = setUp()
  const useLine = () => String(useConnection(fake, options).lastMessage?.data)
  const one = renderHook(useLine)
  open()
  receive('CHAT', 'before')
  await pass(100)
  const other = renderHook(() => useConnection(fake, options))
  act(() => other.result.current.close())
  const late = renderHook(useLine)
  await pass(100)
  expect([one.result.current, late.result.current, other.result.current.lastMessage]).toEqual([
    'undefined',
    'undefined',
    null,
  ])
  act(() => other.result.current.open())
  open()
  receive('CHAT', 'after')
  await pass(100)
  expect([one.result.current, late.result.current]).toEqual(['after', 'after'])
})

test('a view that is read in an effect still shows what is true', async () => {
  const { fake, options, open, pass } = setUp()
  const { result } = renderHook(() => {
    const chat = useConnection(fake, options)
    useLayoutEffect(() => {
      // A log line, a copy for a child: whoever reads it sees the newest.
      expect({ ...chat }.status).toBe(chat.status)
    })
    return chat.status
  })
  expect(result.current).toBe('connecting')
  open()
  expect(result.current).toBe('open')
  const closing = renderHook(() => {
    const chat = useConnection(fake, options)
    const { connection } = chat
    useLayoutEffect(() => {
      connection.close()
      expect(chat.status).toBe('closed')
      // Only what the first render brings about.
      // oxlint-disable-next-line react-hooks/exhaustive-deps
    }, [connection])
    return chat.status
  })
  await pass(1)
  expect(closing.result.current).toBe('closed')
})
