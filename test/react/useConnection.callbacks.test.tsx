import { act, renderHook } from '@testing-library/react'
import { startTransition, StrictMode, Suspense } from 'react'
import { expect, test, vi } from 'vitest'
import { useConnection, type UseConnectionOptions } from 'wirehooks'
import { setUp } from './support/setUp'

type Callbacks = Pick<UseConnectionOptions, 'onOpen' | 'onClose' | 'onMessage' | 'onError' | 'onInvalid'>

test('calls the newest callbacks', async () => {
  const { fake, options, open, pass, receive } = setUp()
  const log: string[] = []
  const callbacks = (turn: number): Callbacks => ({
    onOpen: () => log.push(`${turn} open`),
    onMessage: ({ data }) => log.push(`${turn} message ${String(data)}`),
    onClose: ({ code }, willRetry) => log.push(`${turn} close ${code} ${willRetry}`),
    onError: ({ code }) => log.push(`${turn} error ${code}`),
    onInvalid: ({ code }) => log.push(`${turn} invalid ${code}`),
  })
  const { result, rerender } = renderHook(({ turn }) => useConnection(fake, { ...options, ...callbacks(turn) }), {
    initialProps: { turn: 1 },
    wrapper: StrictMode,
  })
  const { on } = result.current
  on('BAD', () => {
    throw new Error('a listener')
  })
  rerender({ turn: 2 })
  open()
  receive('CHAT', 'hi')
  rerender({ turn: 3 })
  receive('CHAT', 'again')
  act(() => fake.link.garble())
  receive('BAD')
  rerender({ turn: 4 })
  await pass(6000)
  act(() => fake.link.drop(1012))
  act(() => result.current.close())
  expect(log).toEqual([
    '2 open',
    '2 message hi',
    '3 message again',
    '3 invalid cannot-decode',
    '3 message undefined',
    '3 error listener',
    '4 close 1012 true',
  ])
})

test('onMessage may come and go', () => {
  const { fake, options, open, receive } = setUp()
  const onMessage = vi.fn()
  const { rerender } = renderHook(
    ({ isListening }) => useConnection(fake, isListening ? { ...options, onMessage } : options),
    { initialProps: { isListening: false } },
  )
  open()
  receive('CHAT', 1)
  rerender({ isListening: true })
  receive('CHAT', 2)
  rerender({ isListening: false })
  receive('CHAT', 3)
  expect(onMessage.mock.calls).toEqual([[{ event: 'CHAT', data: 2 }]])
})

test('calls no callback of a component that is gone', async () => {
  const { fake, options, open, pass } = setUp()
  const callback = vi.fn()
  const names = ['onOpen', 'onClose', 'onMessage', 'onError', 'onInvalid']
  const { unmount } = renderHook(() =>
    useConnection(fake, { ...options, ...Object.fromEntries(names.map((name) => [name, callback])) }),
  )
  const { result } = renderHook(() => useConnection(fake, { ...options, onInvalid() {} }))
  unmount()
  open()
  act(() => fake.link.message('CHAT'))
  act(() => fake.link.garble())
  act(() => fake.link.drop())
  await pass(2000)
  act(() => result.current.close())
  expect(callback).not.toHaveBeenCalled()
})

test('calls no callback of a render that is not shown', () => {
  const { fake, options, open } = setUp()
  const onOpen = vi.fn()
  const forever = new Promise<void>(() => {})
  const { rerender } = renderHook(
    ({ name }) => {
      useConnection(fake, { ...options, onOpen: () => onOpen(name) })
      // That is how React is told to wait, where there is no `use`.
      // oxlint-disable-next-line typescript/only-throw-error
      if (name === 'waiting') throw forever
    },
    { initialProps: { name: 'shown' }, wrapper: Suspense },
  )
  startTransition(() => rerender({ name: 'waiting' }))
  open()
  expect(onOpen).toHaveBeenCalledExactlyOnceWith('shown')
})

test('a callback that throws stops nobody', () => {
  const { fake, options, open, receive } = setUp()
  const onError = vi.fn()
  const onOpen = vi.fn()
  renderHook(() =>
    useConnection(fake, {
      ...options,
      onError,
      onOpen() {
        throw new Error('a callback')
      },
      onMessage() {
        throw new Error('another callback')
      },
    }),
  )
  const { result } = renderHook(() => useConnection(fake, { ...options, onOpen }).status)
  open()
  receive('CHAT')
  expect(onOpen).toHaveBeenCalledOnce()
  expect(onError.mock.calls.map(([{ code, cause }]) => [code, cause])).toEqual([
    ['listener', new Error('a callback')],
    ['listener', new Error('another callback')],
  ])
  expect(result.current).toBe('open')
})
