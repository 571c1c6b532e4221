import { act, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, test, vi } from 'vitest'
import { useConnection, useEvent } from 'wirehooks'
import { countRenders, setUp } from './support/setUp'

test('calls the newest handler, with the data and the message', () => {
  const { fake, options, open } = setUp()
  const handler = vi.fn()
  const { rerender } = renderHook(
    ({ name }) => {
      const chat = useConnection(fake, options)
      useEvent(chat, 'CHAT', (data, message) => handler(name, data, message))
    },
    { initialProps: { name: 'one' }, wrapper: StrictMode },
  )
  open()
  rerender({ name: 'two' })
  fake.link.message('CHAT', 'hi', { id: '7' })
  fake.link.message('OTHER', 'ho')
  expect(handler.mock.calls).toEqual([['two', 'hi', { event: 'CHAT', data: 'hi', id: '7' }]])
})

test('calls at once, in order, and renders nothing', () => {
  const { fake, options, open } = setUp()
  const { wrapper, take } = countRenders()
  const heard: unknown[] = []
  renderHook(
    () => {
      const chat = useConnection(fake, options)
      useEvent(chat, 'CHAT', (data) => heard.push(data))
      useEvent(chat, 'CHAT', (data) => heard.push(`${String(data)} again`))
    },
    { wrapper },
  )
  open()
  take()
  act(() => {
    fake.link.message('CHAT', 1)
    fake.link.message('CHAT', 2)
    expect(heard).toEqual([1, '1 again', 2, '2 again'])
  })
  expect(take()).toBe(0)
})

test('follows a changed event', () => {
  const { fake, options, open } = setUp()
  const heard: unknown[] = []
  const { rerender } = renderHook(
    ({ event }) => {
      const chat = useConnection(fake, options)
      useEvent(chat, event, (data) => heard.push([event, data]))
    },
    { initialProps: { event: 'A' } },
  )
  open()
  rerender({ event: 'B' })
  fake.link.message('A', 1)
  fake.link.message('B', 2)
  expect(heard).toEqual([['B', 2]])
})

test('a handler that throws is reported and stops nobody', () => {
  const { fake, options, open } = setUp()
  const onError = vi.fn()
  const heard = vi.fn()
  renderHook(() => {
    const chat = useConnection(fake, { ...options, onError })
    useEvent(chat, 'CHAT', () => {
      throw new Error('a bad handler')
    })
    useEvent(chat, 'CHAT', (data) => heard(data))
  })
  open()
  fake.link.message('CHAT', 'hi')
  expect(heard).toHaveBeenCalledExactlyOnceWith('hi')
  expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'listener' }))
})

test('takes any name for an event', () => {
  const { fake, options, open } = setUp()
  const heard: unknown[] = []
  renderHook(() => {
    const chat = useConnection(fake, options)
    for (const event of ['__proto__', 'constructor', '']) useEvent(chat, event, (data) => heard.push(data))
  })
  open()
  for (const event of ['__proto__', 'constructor', '', 'toString']) fake.link.message(event, event)
  expect(heard).toEqual(['__proto__', 'constructor', ''])
})
