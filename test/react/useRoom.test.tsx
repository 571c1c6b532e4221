import { act, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, test, vi } from 'vitest'
import { type OutgoingMessage, type RoomOptions, useConnection, useRoom, useRooms, useWebSocket } from 'wirehooks'
import { afterLinger, setUp } from './support/setUp'
import { createSockets, freshUrl } from './support/sockets'

function setUpRooms() {
  const { fake, ...rest } = setUp()
  return {
    ...rest,
    fake,
    said: () => fake.link.sent.map(({ event, data }) => `${event} ${String(data)}`),
  }
}

test('useRoom joins at every opening and leaves at the end', async () => {
  const { fake, options, open, pass, said } = setUpRooms()
  const { result, unmount } = renderHook(() => useRoom(useConnection(fake, options), 'lobby').status)
  expect(result.current).toBe('outside')
  open()
  expect(result.current).toBe('joining')
  await pass(0)
  expect(result.current).toBe('joined')
  act(() => fake.link.drop())
  expect(result.current).toBe('outside')
  await pass(2000)
  open()
  await pass(0)
  expect(result.current).toBe('joined')
  unmount()
  await pass(0)
  expect(said()).toEqual(['join lobby', 'leave lobby'])
  await pass(afterLinger)
  expect(fake.link.status).toBe('closed')
})

test('useRoom joins once in StrictMode, and stays over a remount', async () => {
  const { fake, options, open, pass, said } = setUpRooms()
  renderHook(() => useConnection(fake, options))
  open()
  const useLobby = () => useRoom(useConnection(fake, options), 'lobby')
  const { unmount } = renderHook(useLobby, { wrapper: StrictMode })
  await pass(0)
  expect(said()).toEqual(['join lobby'])
  unmount()
  const again = renderHook(useLobby, { wrapper: StrictMode })
  await pass(0)
  expect(said()).toEqual(['join lobby'])
  again.unmount()
  await pass(0)
  expect(said()).toEqual(['join lobby', 'leave lobby'])
})

test('several components are in one room, and the last one leaves', async () => {
  const { fake, options, open, pass, said } = setUpRooms()
  const useLobby = () => useRoom(useConnection(fake, options), 'lobby').status
  const [one, other] = [renderHook(useLobby), renderHook(useLobby)]
  open()
  await pass(0)
  expect([one.result.current, other.result.current]).toEqual(['joined', 'joined'])
  one.unmount()
  await pass(0)
  expect(said()).toEqual(['join lobby'])
  other.unmount()
  await pass(0)
  expect(said()).toEqual(['join lobby', 'leave lobby'])
})

test('useRoom changes rooms without reconnecting; null is none', async () => {
  const { fake, options, open, pass, said } = setUpRooms()
  const initialProps: { room: string | null } = { room: 'a' }
  const { result, rerender } = renderHook(({ room }) => useRoom(useConnection(fake, options), room).status, {
    initialProps,
  })
  open()
  await pass(0)
  rerender({ room: 'b' })
  expect(result.current).toBe('joining')
  await pass(0)
  expect(result.current).toBe('joined')
  rerender({ room: null })
  await pass(0)
  expect(result.current).toBe('outside')
  rerender({ room: 'a' })
  await pass(0)
  expect(said()).toEqual(['join a', 'join b', 'leave a', 'leave b', 'join a'])
  expect(fake.links).toHaveLength(1)
})

test('null is no room, and not the one with an empty name', async () => {
  const { fake, options, open, pass, said } = setUpRooms()
  const { result } = renderHook(() => {
    const chat = useConnection(fake, options)
    return [useRoom(chat, '').status, useRoom(chat, null).status]
  })
  open()
  await pass(0)
  expect(result.current).toEqual(['joined', 'outside'])
  expect(said()).toEqual(['join '])
})

test('useRoom is refused when the message that joins cannot be sent', async () => {
  const { fake, options, open, pass } = setUpRooms()
  const encode = vi.fn((message: OutgoingMessage) => {
    if (message.event === 'join') throw new TypeError('not this one')
    return message
  })
  const { result } = renderHook(() =>
    useRoom(useConnection({ ...fake, encode }, { ...options, onError() {} }), 'lobby'),
  )
  open()
  await pass(0)
  expect(result.current).toMatchObject({ status: 'refused', answer: undefined, error: { code: 'cannot-encode' } })
})

test('useRoom shows the answer, or why it was refused', async () => {
  const { fake, options, open, pass } = setUpRooms()
  const { result } = renderHook(() => {
    const chat = useConnection(fake, options)
    const join = (name: string) => chat.request('enter', name)
    return [useRoom(chat, 'lobby', { join }), useRoom(chat, 'staff', { join })]
  })
  open()
  const [lobby, staff] = fake.link.sent
  act(() => fake.link.reply(['ann'], lobby))
  act(() => fake.link.refuse('members only', staff))
  await pass(0)
  expect(result.current).toMatchObject([
    { status: 'joined', answer: ['ann'], error: null },
    { status: 'refused', answer: undefined, error: { code: 'rejected', cause: 'members only' } },
  ])
})

test('useRoom uses the newest functions, and those of whoever is there', async () => {
  const { fake, options, open, pass, said } = setUpRooms()
  const useLobby = ({ token }: { token: string }) => {
    const chat = useConnection(fake, options)
    const ways: RoomOptions = {
      join: (name) => chat.emit('enter', `${name} ${token}`),
      leave: (name) => chat.emit('exit', `${name} ${token}`),
    }
    return useRoom(chat, 'lobby', ways).status
  }
  const first = renderHook(useLobby, { initialProps: { token: 'one' } })
  first.rerender({ token: 'two' })
  open()
  first.rerender({ token: 'three' })
  first.unmount()
  await pass(0)
  const second = renderHook(useLobby, { initialProps: { token: 'four' } })
  await pass(0)
  second.unmount()
  await pass(0)
  expect(said()).toEqual(['enter lobby two', 'exit lobby three', 'enter lobby four', 'exit lobby four'])
})

test('useRooms joins and leaves what is different only, and renders nothing', async () => {
  const { fake, options, open, pass, said } = setUpRooms()
  let renders = 0
  const { rerender, unmount } = renderHook(
    ({ rooms }) => {
      renders += 1
      useRooms(useConnection(fake, options), rooms, { join: 'sub', leave: 'unsub' })
    },
    { initialProps: { rooms: ['a', 'b', 'b'] } },
  )
  open()
  await pass(0)
  expect(said()).toEqual(['sub a', 'sub b'])
  rerender({ rooms: ['a', 'b', 'b'] })
  rerender({ rooms: ['b', 'c'] })
  await pass(0)
  expect(said()).toEqual(['sub a', 'sub b', 'sub c', 'unsub a'])
  rerender({ rooms: [] })
  await pass(0)
  expect(said().slice(4)).toEqual(['unsub b', 'unsub c'])
  rerender({ rooms: ['d'] })
  unmount()
  await pass(0)
  expect(said().slice(6)).toEqual(['sub d', 'unsub d'])
  expect([renders, fake.links.length]).toEqual([5, 1])
})

test('useRooms in StrictMode joins each room once', async () => {
  const { fake, options, open, pass, said } = setUpRooms()
  const { rerender } = renderHook(({ rooms }) => useRooms(useConnection(fake, options), rooms), {
    wrapper: StrictMode,
    initialProps: { rooms: ['a', 'b'] },
  })
  open()
  rerender({ rooms: ['b', 'c'] })
  await pass(0)
  expect(said()).toEqual(['join a', 'join b', 'join c', 'leave a'])
})

test('useRoom and useRooms share a room', async () => {
  const { fake, options, open, pass, said } = setUpRooms()
  const list = renderHook(() => useRooms(useConnection(fake, options), ['lobby', 'garden']))
  const { result } = renderHook(() => useRoom(useConnection(fake, options), 'lobby').status)
  open()
  await pass(0)
  expect(result.current).toBe('joined')
  list.unmount()
  await pass(0)
  expect(said()).toEqual(['join lobby', 'join garden', 'leave garden'])
})

test('follows its source to another connection', async () => {
  const { fake, options, open, pass, said } = setUpRooms()
  const other = setUp()
  const { result, rerender } = renderHook(
    ({ source }) => useRoom(useConnection(source, { ...options, linger: 0 }), 'lobby').status,
    { initialProps: { source: fake } },
  )
  open()
  await pass(0)
  rerender({ source: other.fake })
  expect(result.current).toBe('outside')
  other.open()
  await pass(0)
  expect(result.current).toBe('joined')
  expect(said()).toEqual(['join lobby', 'leave lobby'])
  expect(other.fake.sent).toEqual([{ event: 'join', data: 'lobby' }])
})

test('works over a WebSocket', async () => {
  const { options, pass } = setUp()
  const [sockets, url] = [createSockets(), freshUrl()]
  const { unmount } = renderHook(() => {
    const chat = useWebSocket(url, { ...options, WebSocket: sockets.WebSocket })
    useRoom(chat, 'lobby')
    useRooms(chat.connection, ['garden'])
  })
  await pass(0)
  act(() => sockets.newest.open())
  await pass(0)
  unmount()
  await pass(0)
  expect(sockets.newest.sent).toEqual([
    '{"type":"join","payload":"lobby"}',
    '{"type":"join","payload":"garden"}',
    '{"type":"leave","payload":"lobby"}',
    '{"type":"leave","payload":"garden"}',
  ])
})
