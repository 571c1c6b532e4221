import { act, renderHook } from '@testing-library/react'
import * as v from 'valibot'
import { expect, expectTypeOf, test, vi } from 'vitest'
import { schemas, useConnection, useEvent, useFold, useLatest, type WireError } from 'wirehooks'
import * as z from 'zod'
import { countRenders, setUp } from './support/setUp'

const withZod = {
  PRICE: z.object({ symbol: z.string(), at: z.coerce.date() }),
  COUNT: z.string().transform(Number),
}

const withValibot = {
  PRICE: v.object({
    symbol: v.string(),
    at: v.pipe(
      v.string(),
      v.transform((at) => new Date(at)),
    ),
  }),
  COUNT: v.pipe(v.string(), v.transform(Number)),
}

const sent = { symbol: 'ACME', at: '2026-01-01T00:00:00.000Z' }
const got = { symbol: 'ACME', at: new Date('2026-01-01T00:00:00.000Z') }

for (const [library, validate] of [
  ['zod', schemas(withZod)],
  ['valibot', schemas(withValibot)],
] as const) {
  test(`types and transforms data with ${library}`, async () => {
    const { fake, options, open, pass } = setUp()
    const heard: unknown[] = []
    const { result } = renderHook(() => {
      const shop = useConnection(fake, { ...options, validate })
      useEvent(shop, 'PRICE', (price) => heard.push(price.at.getTime()))
      const price = useLatest(shop, 'PRICE', ({ at }) => at)
      const sum = useFold(shop, 'COUNT', (sum, count) => sum + count, 0)
      expectTypeOf(price).toEqualTypeOf<Date | undefined>()
      return { price, sum, last: shop.lastMessage }
    })
    open()
    act(() => {
      fake.link.message('PRICE', sent)
      fake.link.message('COUNT', '2')
      fake.link.message('COUNT', '3')
    })
    await pass(16)
    expect(result.current).toEqual({ price: got.at, sum: 5, last: { event: 'COUNT', data: 3 } })
    expect(heard).toEqual([got.at.getTime()])
  })

  test(`tells onInvalid what ${library} rejects, counts it, and renders nothing`, async () => {
    const { fake, options, open, pass } = setUp()
    const { wrapper, take } = countRenders()
    const onInvalid = vi.fn<(error: WireError) => void>()
    const heard = vi.fn()
    const { result } = renderHook(
      () => {
        const shop = useConnection(fake, {
          ...options,
          validate,
          onInvalid,
          onMessage: heard,
        })
        useEvent(shop, 'PRICE', heard)
        return [shop, shop.status, shop.lastMessage, useLatest(shop, 'PRICE')] as const
      },
      { wrapper },
    )
    open()
    take()
    act(() => fake.link.message('PRICE', { symbol: 3, at: sent.at }))
    await pass(100)
    expect(take()).toBe(0)
    expect(heard).not.toHaveBeenCalled()
    expect(onInvalid).toHaveBeenCalledOnce()
    expect(onInvalid.mock.calls[0]?.[0]).toMatchObject({
      code: 'invalid-message',
      message: expect.stringMatching(/symbol/),
    })
    expect(result.current[0].invalid).toBe(1)
    expect(result.current[1]).toBe('open')
  })
}

test('events without a schema pass as they are', async () => {
  const { fake, options, open, pass } = setUp()
  const { result } = renderHook(() => {
    const shop = useConnection<{ OTHER: number[]; COUNT: number }>(fake, {
      ...options,
      validate: schemas({ COUNT: withZod.COUNT }),
    })
    return useLatest(shop, 'OTHER')
  })
  open()
  act(() => fake.link.message('OTHER', [1]))
  await pass(16)
  expect(result.current).toEqual([1])
})

test('without onInvalid, development warns', () => {
  const { fake, options, open, receive, takeComplaints } = setUp()
  renderHook(() => useConnection(fake, { ...options, validate: schemas(withZod) }))
  open()
  receive('COUNT', {})
  expect(takeComplaints()).toEqual([expect.stringMatching(/COUNT/)])
})

test('uses the newest schemas of inline options', () => {
  const { fake, options, open } = setUp()
  const onInvalid = vi.fn()
  const { result, rerender } = renderHook(
    ({ least }) => {
      const shop = useConnection(fake, { ...options, onInvalid, validate: schemas({ COUNT: z.number().min(least) }) })
      return useLatest(shop, 'COUNT')
    },
    { initialProps: { least: 10 } },
  )
  open()
  rerender({ least: 0 })
  act(() => fake.link.message('COUNT', 5))
  expect(result.current).toBe(5)
  expect(onInvalid).not.toHaveBeenCalled()
})
