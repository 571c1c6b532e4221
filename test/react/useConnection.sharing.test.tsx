import { act, render, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, test, vi } from 'vitest'
import { connections, useConnection, type UseConnectionOptions } from 'wirehooks'
import { createFakeTransport } from 'wirehooks/testing'
import { labelOf } from '../../src/transport/identityTexts'
import { afterLinger, setUp } from './support/setUp'

test('two components share one link', () => {
  const { fake, options, open } = setUp()
  const one = renderHook(() => useConnection(fake, options).status)
  const other = renderHook(() => useConnection(fake, options).status)
  open()
  expect(fake.links).toHaveLength(1)
  expect([one.result.current, other.result.current]).toEqual(['open', 'open'])
})

test('transports of the same identity are one', () => {
  const { fake, options } = setUp()
  const twin = { ...createFakeTransport(), identity: { ...fake.identity } }
  const one = renderHook(() => useConnection(fake, options).connection)
  const other = renderHook(() => useConnection(twin, options).connection)
  expect(one.result.current).toBe(other.result.current)
  expect([fake.links.length, twin.links.length]).toEqual([1, 0])
})

test('the last one to leave closes it', async () => {
  const { fake, options, open, pass } = setUp()
  const one = renderHook(() => useConnection(fake, options))
  const other = renderHook(() => useConnection(fake, options))
  open()
  one.unmount()
  await pass(5000)
  expect(fake.link.status).toBe('open')
  other.unmount()
  await pass(afterLinger)
  expect(fake.link.status).toBe('closed')
})

test('warns of options that conflict, naming both', () => {
  const { fake, options, takeComplaints } = setUp()
  renderHook(() => useConnection(fake, { ...options, connectTimeout: 3000 }))
  renderHook(() => useConnection(fake, { ...options, connectTimeout: 4000 }))
  const [warning, ...others] = takeComplaints()
  expect(warning).toMatch(new RegExp(`${labelOf(fake.identity)}.*connectTimeout.*3000 is used, and 4000 is not`))
  expect(others).toEqual([])
})

test('warns of no difference that does not count', () => {
  const { fake, options, takeComplaints } = setUp()
  renderHook(() => useConnection(fake, { ...options, enabled: true, backoff: { attempts: 3 }, onOpen() {} }))
  renderHook(() => useConnection(fake, { ...options, backoff: { attempts: 3 }, onOpen() {}, onClose() {} }))
  expect(takeComplaints()).toEqual([])
})

test('does not warn of options that nobody holds any more', async () => {
  const { fake, options, pass, takeComplaints } = setUp()
  const { unmount } = renderHook(() => useConnection(fake, { ...options, connectTimeout: 3000 }))
  unmount()
  await pass(500)
  renderHook(() => useConnection(fake, { ...options, connectTimeout: 4000 }))
  expect(takeComplaints()).toEqual([])
})

test("the first user's options hold, and the next one inherits", async () => {
  const { fake, options, open, pass, takeComplaints } = setUp()
  const first = renderHook(() => useConnection(fake, { ...options, backoff: { attempts: 1 } }))
  const second = renderHook(() => useConnection(fake, { ...options, backoff: { attempts: 0 } }).status)
  expect(takeComplaints()).toHaveLength(1)
  open()
  act(() => fake.link.drop())
  expect(second.result.current).toBe('reconnecting')
  await pass(2000)
  open()
  await pass(6000)
  first.unmount()
  act(() => fake.link.drop())
  expect(second.result.current).toBe('failed')
})

test('a user that comes back takes its place behind the others', () => {
  const { fake, options, open, takeComplaints } = setUp()
  const failing = { ...options, backoff: { attempts: 0 } }
  const first = renderHook(() => useConnection(fake, options))
  const second = renderHook(() => useConnection(fake, failing).status)
  first.unmount()
  renderHook(() => useConnection(fake, options))
  takeComplaints()
  open()
  act(() => fake.link.drop())
  expect(second.result.current).toBe('failed')
})

test("calls everybody's callbacks, in the order they came", () => {
  const { fake, options, open, receive } = setUp()
  const log: string[] = []
  const user = (name: string): UseConnectionOptions => ({
    ...options,
    onOpen: () => log.push(`${name} open`),
    onMessage: ({ event }) => log.push(`${name} ${event}`),
    onClose: (_, willRetry) => log.push(`${name} close ${willRetry}`),
  })
  renderHook(() => useConnection(fake, user('one')))
  renderHook(() => useConnection(fake, user('other')))
  open()
  receive('CHAT')
  act(() => fake.link.drop())
  expect(log).toEqual(['one open', 'other open', 'one CHAT', 'other CHAT', 'one close true', 'other close true'])
})

test('one that was closed stays closed for who joins, and starts for who comes when all have left', async () => {
  const { fake, options, open, pass } = setUp()
  const first = renderHook(() => useConnection(fake, options))
  open()
  act(() => first.result.current.close())
  const second = renderHook(() => useConnection(fake, options).status)
  expect(second.result.current).toBe('closed')
  first.unmount()
  second.unmount()
  await pass(afterLinger)
  const third = renderHook(() => useConnection(fake, options).status)
  expect(third.result.current).toBe('connecting')
  expect(fake.links).toHaveLength(2)
})

test('a thousand hooks on one transport are one link', async () => {
  const { clock, fake, network, options, open, pass } = setUp()
  const onMessage = vi.fn()
  const many = Array.from({ length: 1000 }, (_, id) => id)
  function Row() {
    return <li>{useConnection(fake, { ...options, onMessage }).status}</li>
  }
  const { container, unmount } = render(
    <StrictMode>
      {many.map((id) => (
        <Row key={id} />
      ))}
    </StrictMode>,
  )
  open()
  expect(fake.links).toHaveLength(1)
  expect(container.textContent).toBe('open'.repeat(1000))
  act(() => fake.link.message('CHAT'))
  expect(onMessage).toHaveBeenCalledTimes(1000)
  expect(network.listeners).toBe(1)
  unmount()
  await pass(afterLinger)
  expect({ timers: clock.timers, listeners: network.listeners, status: fake.link.status }).toEqual({
    timers: 0,
    listeners: 0,
    status: 'closed',
  })
  expect(connections.getState().filter(({ identity }) => identity === fake.identity)).toEqual([])
})
