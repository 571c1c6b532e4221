import { act, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { createConnection, useConnection, useConnectionStatus } from 'wirehooks'
import { countRenders, setUp } from './support/setUp'

test('is the status', () => {
  const { fake, options, open } = setUp()
  const { result } = renderHook(() => useConnectionStatus(useConnection(fake, options)))
  expect(result.current).toBe('connecting')
  open()
  expect(result.current).toBe('open')
})

test('reads a connection that no component holds', () => {
  const { fake, options } = setUp()
  const connection = createConnection(fake, options)
  const { result } = renderHook(() => useConnectionStatus(connection))
  expect(result.current).toBe('idle')
  act(() => connection.open())
  expect(result.current).toBe('connecting')
  act(() => connection.close())
  expect(result.current).toBe('closed')
})

test('renders only when what is selected changed', async () => {
  const { clock, fake, options, open, pass } = setUp()
  const { wrapper, take } = countRenders()
  const connection = createConnection(fake, options)
  const { result } = renderHook(() => useConnectionStatus(connection, ({ retryAt }) => retryAt), { wrapper })
  take()
  act(() => connection.open())
  open()
  expect(take()).toBe(0)
  act(() => fake.link.drop())
  expect(result.current).toBeGreaterThan(clock.date())
  expect(take()).toBe(1)
  await pass(5000)
  expect(result.current).toBeNull()
})

test('compares objects and arrays by their parts', async () => {
  const { fake, options, open, pass } = setUp()
  const { wrapper, take } = countRenders()
  const connection = createConnection(fake, options)
  const { result, rerender } = renderHook(
    () => ({
      object: useConnectionStatus(connection, ({ lost, retryAt }) => ({ lost, retryAt })),
      array: useConnectionStatus(connection, ({ lost, online }) => [lost, online]),
    }),
    { wrapper },
  )
  const before = result.current
  take()
  act(() => connection.open())
  open()
  expect(take()).toBe(0)
  rerender()
  expect(result.current.object).toBe(before.object)
  expect(result.current.array).toBe(before.array)
  act(() => fake.link.drop(1008))
  await pass(5000)
  expect(result.current).toMatchObject({ object: { lost: true }, array: [true, true] })
})
