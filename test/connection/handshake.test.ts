import { expect, test } from 'vitest'
import { createInbox } from '../../src/connection/handshake'

const message = (event: string, data?: number): { event: string; data: unknown } => ({ event, data })

test('takes out what is there already', async () => {
  const inbox = createInbox(new AbortController().signal)
  for (const data of [1, 2]) inbox.put(message('A', data))
  expect([await inbox.next(), await inbox.next('A'), inbox.rest()]).toEqual([message('A', 1), message('A', 2), []])
})

test('waits for what comes later', async () => {
  const inbox = createInbox(new AbortController().signal)
  const next = inbox.next()
  inbox.put(message('A', 1))
  expect(await next).toEqual(message('A', 1))
})

test('passes over other events and keeps them in order', async () => {
  const inbox = createInbox(new AbortController().signal)
  const ready = inbox.next('READY')
  for (const event of ['A', 'READY', 'B', 'READY']) inbox.put(message(event))
  expect(await ready).toEqual(message('READY'))
  expect(inbox.rest()).toEqual([message('A'), message('B'), message('READY')])
})

test('serves those who wait in the order they asked', async () => {
  const inbox = createInbox(new AbortController().signal)
  const log: unknown[] = []
  const waits = ['A', undefined, 'A'].map(async (event, index) => log.push([index, (await inbox.next(event)).data]))
  for (const data of [1, 2, 3]) inbox.put(message('A', data))
  await Promise.all(waits)
  expect(log).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ])
})

test('rejects everybody when the link ends, and whoever comes later', async () => {
  const abort = new AbortController()
  const inbox = createInbox(abort.signal)
  const waits = [inbox.next(), inbox.next('READY')]
  abort.abort()
  waits.push(inbox.next())
  const fates = await Promise.allSettled(waits)
  expect(fates).toMatchObject(fates.map(() => ({ status: 'rejected', reason: { code: 'aborted' } })))
})
