import { act, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, test } from 'vitest'
import { useConnection, useLatest } from 'wirehooks'
import { countRenders, setUp } from './support/setUp'

interface Trade {
  symbol: string
  price: number
}

interface Server {
  TRADE: Trade
}

test('is undefined before the first message, then the newest data', async () => {
  const { fake, options, open, pass } = setUp()
  const { result } = renderHook(() => useLatest(useConnection<Server>(fake, options), 'TRADE'), { wrapper: StrictMode })
  expect(result.current).toBeUndefined()
  open()
  act(() => {
    fake.link.message('TRADE', { symbol: 'ACME', price: 1 })
    fake.link.message('TRADE', { symbol: 'ACME', price: 2 })
  })
  await pass(16)
  expect(result.current).toEqual({ symbol: 'ACME', price: 2 })
})

test('renders only when what is selected changed', async () => {
  const { fake, options, open, pass } = setUp()
  const { wrapper, take } = countRenders()
  const { result } = renderHook(
    () => useLatest(useConnection<Server>(fake, options), 'TRADE', ({ symbol }) => symbol),
    { wrapper },
  )
  open()
  act(() => fake.link.message('TRADE', { symbol: 'ACME', price: 1 }))
  take()
  for (let price = 2; price < 10; price += 1) {
    await pass(16)
    act(() => fake.link.message('TRADE', { symbol: 'ACME', price }))
  }
  expect(take()).toBe(0)
  expect(result.current).toBe('ACME')
})

test('a select that closes over props is fresh at once', () => {
  const { fake, options, open } = setUp()
  const { result, rerender } = renderHook(
    ({ factor }) => useLatest(useConnection<Server>(fake, options), 'TRADE', ({ price }) => price * factor),
    { initialProps: { factor: 1 } },
  )
  open()
  act(() => fake.link.message('TRADE', { symbol: 'ACME', price: 3 }))
  expect(result.current).toBe(3)
  rerender({ factor: 10 })
  expect(result.current).toBe(30)
})

test('a select may return a new object every time', async () => {
  const { fake, options, open, pass } = setUp()
  const { wrapper, take } = countRenders()
  const { result } = renderHook(
    () => useLatest(useConnection<Server>(fake, options), 'TRADE', ({ price }) => ({ price })),
    { wrapper },
  )
  open()
  take()
  act(() => fake.link.message('TRADE', { symbol: 'ACME', price: 3 }))
  await pass(100)
  expect(result.current).toEqual({ price: 3 })
  expect(take()).toBe(1)
})

test('starts anew with another event', () => {
  const { fake, options, open } = setUp()
  const { result, rerender } = renderHook(({ event }) => useLatest(useConnection(fake, options), event), {
    initialProps: { event: 'A' },
  })
  open()
  act(() => fake.link.message('A', 1))
  expect(result.current).toBe(1)
  rerender({ event: 'B' })
  expect(result.current).toBeUndefined()
})

test('one of two hundred keys renders alone', async () => {
  const { fake, options, open, pass } = setUp()
  const { wrapper, take } = countRenders()
  renderHook(() => useLatest(useConnection(fake, options), 'key 7'), { wrapper })
  open()
  take()
  act(() => {
    for (let key = 0; key < 200; key += 1) if (key !== 7) fake.link.message(`key ${key}`, key)
  })
  await pass(100)
  expect(take()).toBe(0)
})

test('tells data that is undefined from no message', () => {
  const { fake, options, open } = setUp()
  const { result } = renderHook(() =>
    useLatest(useConnection(fake, options), 'PING', (data) => (data === undefined ? 'came' : 'odd')),
  )
  expect(result.current).toBeUndefined()
  open()
  act(() => fake.link.message('PING'))
  expect(result.current).toBe('came')
})
