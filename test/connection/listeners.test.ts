import { expect, test } from 'vitest'
import { createListeners } from '../../src/connection/listeners'
import type { Message } from '../../src/transport/message'

const message = (event: string, data?: unknown): Message => ({ event, data })

function never(cause: unknown): never {
  throw cause
}

test('calls those who asked for the event in their order, then those who asked for all', () => {
  const log: string[] = []
  const { on, dispatch } = createListeners(never)
  on(null, ({ event }) => log.push(`all ${event}`))
  on('A', () => log.push('first'))
  on('A', () => log.push('second'))
  on('B', () => log.push('B'))
  dispatch(message('A'))
  dispatch(message('C'))
  expect(log).toEqual(['first', 'second', 'all A', 'all C'])
})

test('hands over the message itself', () => {
  const heard: Message[] = []
  const { on, dispatch } = createListeners(never)
  const sent = { event: 'A', data: { x: 1 }, id: '7' }
  on('A', (message) => heard.push(message))
  dispatch(sent)
  expect(heard[0]).toBe(sent)
})

test('one that is added inside a listener hears the next message', () => {
  const log: string[] = []
  const { on, dispatch } = createListeners(never)
  on('A', ({ data }) => {
    log.push(`old ${String(data)}`)
    if (data === 1) on('A', (next) => log.push(`new ${String(next.data)}`))
  })
  dispatch(message('A', 1))
  dispatch(message('A', 2))
  expect(log).toEqual(['old 1', 'old 2', 'new 2'])
})

test('one that is removed inside a listener misses the next message', () => {
  const log: string[] = []
  const { on, dispatch } = createListeners(never)
  on('A', () => {
    log.push('first')
    removeFirst()
    removeSecond()
  })
  const removeFirst = (): void => remove[0]?.()
  const removeSecond = (): void => remove[1]?.()
  const remove = [on('B', () => {}), on('A', () => log.push('second'))]
  dispatch(message('A'))
  dispatch(message('A'))
  expect(log).toEqual(['first', 'second', 'first'])
})

test('a message that is dispatched inside a listener is heard in full before the first goes on', () => {
  const log: string[] = []
  const { on, dispatch } = createListeners(never)
  on('A', () => {
    log.push('A one')
    dispatch(message('B'))
  })
  on('A', () => log.push('A two'))
  on('B', () => log.push('B'))
  dispatch(message('A'))
  expect(log).toEqual(['A one', 'B', 'A two'])
})

test('one that throws stops nobody, and is reported', () => {
  const log: unknown[] = []
  const { on, dispatch } = createListeners((cause) => log.push({ cause }))
  on('A', () => {
    throw 'mine'
  })
  on('A', () => log.push('second'))
  on(null, () => {
    throw undefined
  })
  on(null, () => log.push('last'))
  dispatch(message('A'))
  expect(log).toEqual([{ cause: 'mine' }, 'second', { cause: undefined }, 'last'])
})

test.each(['__proto__', 'constructor', 'toString', ''])('takes "%s" as any other event', (name) => {
  const log: unknown[] = []
  const { on, dispatch } = createListeners(never)
  dispatch(message(name, 'nobody yet'))
  const remove = on(name, ({ data }) => log.push(data))
  dispatch(message(name, 1))
  remove()
  dispatch(message(name, 2))
  expect(log).toEqual([1])
})
