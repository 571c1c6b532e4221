import { act, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, test, vi } from 'vitest'
import { useConnection, useFold } from 'wirehooks'
import { countRenders, setUp } from './support/setUp'

interface Server {
  SALE: number
  REFUND: number
  NOISE: string
}

test('sees every message of one event', async () => {
  const { fake, options, open, pass } = setUp()
  const { result } = renderHook(() => {
    const shop = useConnection<Server>(fake, options)
    return useFold(shop, 'SALE', (sum, price) => sum + price, 0)
  })
  expect(result.current).toBe(0)
  open()
  act(() => {
    fake.link.message('SALE', 1)
    fake.link.message('REFUND', 100)
    fake.link.message('SALE', 2)
    fake.link.message('SALE', 3)
  })
  await pass(16)
  expect(result.current).toBe(6)
})

test('sees several events in order, once each under StrictMode', async () => {
  const { fake, options, open, pass } = setUp()
  const { result } = renderHook(
    () => {
      const shop = useConnection<Server>(fake, options)
      const start: string[] = []
      return useFold(shop, ['SALE', 'REFUND'], (log, price, event) => [...log, `${event} ${price}`], start)
    },
    { wrapper: StrictMode },
  )
  open()
  act(() => {
    fake.link.message('SALE', 3)
    fake.link.message('REFUND', 2)
    fake.link.message('SALE', 1)
  })
  await pass(16)
  expect(result.current).toEqual(['SALE 3', 'REFUND 2', 'SALE 1'])
})

test('uses the newest reducer', async () => {
  const { fake, options, open, pass } = setUp()
  const { result, rerender } = renderHook(
    ({ factor }) => useFold(useConnection<Server>(fake, options), 'SALE', (sum, price) => sum + factor * price, 0),
    { initialProps: { factor: 1 } },
  )
  open()
  act(() => fake.link.message('SALE', 1))
  rerender({ factor: 10 })
  act(() => fake.link.message('SALE', 1))
  await pass(16)
  expect(result.current).toBe(11)
})

test('a reducer that throws leaves the state as it was, and is reported', async () => {
  const { fake, options, open, pass } = setUp()
  const onError = vi.fn()
  const { result } = renderHook(() => {
    const shop = useConnection<Server>(fake, { ...options, onError })
    return useFold(
      shop,
      'SALE',
      (sum, price) => {
        if (price < 0) throw new RangeError('a negative price')
        return sum + price
      },
      0,
    )
  })
  open()
  act(() => {
    for (const price of [1, -1, 2]) fake.link.message('SALE', price)
  })
  await pass(16)
  expect(result.current).toBe(3)
  expect(onError).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ code: 'listener', cause: new RangeError('a negative price') }),
  )
})

test('starts anew for other events, not for another array of the same ones', async () => {
  const { fake, options, open, pass } = setUp()
  const { result, rerender } = renderHook(
    ({ events }) => {
      const shop = useConnection<Server>(fake, options)
      return useFold(shop, [...events], (count) => count + 1, 0)
    },
    { initialProps: { events: ['SALE'] as ('SALE' | 'REFUND')[] } },
  )
  open()
  act(() => fake.link.message('SALE', 1))
  rerender({ events: ['SALE'] })
  expect(result.current).toBe(1)
  rerender({ events: ['SALE', 'REFUND'] })
  expect(result.current).toBe(0)
  act(() => fake.link.message('REFUND', 1))
  await pass(16)
  expect(result.current).toBe(1)
})

test('renders only when the state changed', async () => {
  const { fake, options, open, pass } = setUp()
  const { wrapper, take } = countRenders()
  const { result } = renderHook(
    () => useFold(useConnection<Server>(fake, options), 'SALE', (highest, price) => Math.max(highest, price), 0),
    { wrapper },
  )
  open()
  act(() => fake.link.message('SALE', 9))
  take()
  await pass(16)
  for (const price of [3, 9, 1]) {
    act(() => fake.link.message('SALE', price))
    await pass(16)
  }
  expect(result.current).toBe(9)
  expect(take()).toBe(0)
})
