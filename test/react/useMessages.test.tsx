import { act, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, test } from 'vitest'
import { useConnection, useMessages } from 'wirehooks'
import { setUp } from './support/setUp'

test('keeps the newest, oldest first', async () => {
  const { fake, options, open, pass } = setUp()
  const { result } = renderHook(() => useMessages(useConnection(fake, options), 'CHAT', { limit: 3 }), {
    wrapper: StrictMode,
  })
  expect(result.current).toEqual([])
  open()
  const lengths: number[] = []
  for (let id = 1; id <= 20; id += 1) {
    act(() => fake.link.message('CHAT', id))
    await pass(16)
    lengths.push(result.current.length)
  }
  expect(result.current).toEqual([18, 19, 20])
  expect(Math.max(...lengths)).toBe(3)
})

test('keeps a hundred unless told otherwise', async () => {
  const { fake, options, open, pass } = setUp()
  const { result } = renderHook(() => useMessages(useConnection(fake, options), 'CHAT'))
  open()
  act(() => {
    for (let id = 0; id < 1000; id += 1) fake.link.message('CHAT', id)
  })
  await pass(16)
  expect(result.current).toHaveLength(100)
  expect(result.current.at(0)).toBe(900)
  expect(result.current.at(-1)).toBe(999)
})

test('the list stays the same one until a message comes', async () => {
  const { fake, options, open, pass } = setUp()
  const { result, rerender } = renderHook(() => useMessages(useConnection(fake, options), 'CHAT', { limit: 5 }))
  open()
  const empty = result.current
  rerender()
  expect(result.current).toBe(empty)
  act(() => fake.link.message('CHAT', 1))
  const one = result.current
  rerender()
  act(() => fake.link.message('OTHER', 1))
  await pass(100)
  expect(result.current).toBe(one)
  act(() => fake.link.message('CHAT', 2))
  expect(result.current).not.toBe(one)
  expect(one).toEqual([1])
})

test.each([0, Infinity])('a limit of %s holds', async (limit) => {
  const { fake, options, open, pass } = setUp()
  const { result } = renderHook(() => useMessages(useConnection(fake, options), 'CHAT', { limit }))
  open()
  act(() => {
    for (let id = 0; id < 300; id += 1) fake.link.message('CHAT', id)
  })
  await pass(16)
  expect(result.current).toHaveLength(Math.min(limit, 300))
})
