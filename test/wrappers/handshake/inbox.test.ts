import { expect, test } from 'vitest'
import type { IncomingMessage } from '../../../src/transport/message'
import { createInbox, type Inbox } from '../../../src/wrappers/handshake/inbox'

const message = (event: string, data?: number): IncomingMessage => ({ event, data })

function rest(inbox: Inbox): IncomingMessage[] {
  const messages: IncomingMessage[] = []
  for (let oldest = inbox.shift(); oldest; oldest = inbox.shift()) messages.push(oldest)
  return messages
}

test('takes out what is there already', async () => {
  const inbox = createInbox()
  for (const data of [1, 2]) inbox.add(message('A', data))
  expect([await inbox.next(), await inbox.next('A'), rest(inbox)]).toEqual([message('A', 1), message('A', 2), []])
})

test('waits for what comes later', async () => {
  const inbox = createInbox()
  const next = inbox.next()
  inbox.add(message('A', 1))
  expect(await next).toEqual(message('A', 1))
})

test('passes over other events and keeps them in order', async () => {
  const inbox = createInbox()
  const ready = inbox.next('READY')
  for (const event of ['A', 'READY', 'B', 'READY']) inbox.add(message(event))
  expect(await ready).toEqual(message('READY'))
  expect(rest(inbox)).toEqual([message('A'), message('B'), message('READY')])
})

test('an event without a name is an event like any other', async () => {
  const inbox = createInbox()
  const nameless = inbox.next('')
  for (const event of ['A', '']) inbox.add(message(event))
  expect([await nameless, rest(inbox)]).toEqual([message(''), [message('A')]])
})

test('serves those who wait in the order they asked', async () => {
  const inbox = createInbox()
  const log: unknown[] = []
  const waits = ['A', undefined, 'A'].map(async (event, index) => log.push([index, (await inbox.next(event)).data]))
  for (const data of [1, 2, 3]) inbox.add(message('A', data))
  await Promise.all(waits)
  expect(log).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ])
})

test('rejects everybody when the handshake is over, and whoever comes later', async () => {
  const inbox = createInbox()
  const waits = [inbox.next(), inbox.next('READY')]
  inbox.endHandshake()
  waits.push(inbox.next())
  const fates = await Promise.allSettled(waits)
  expect(fates).toMatchObject(fates.map(() => ({ status: 'rejected', reason: { code: 'aborted' } })))
  expect(String(fates[1]?.status === 'rejected' && fates[1].reason)).toContain('Expected the event "READY" during')
})

test('holds what comes after the handshake too, also where somebody had waited for it', async () => {
  const inbox = createInbox()
  const late = inbox.next('A')
  inbox.endHandshake()
  inbox.add(message('A', 1))
  await expect(late).rejects.toMatchObject({ code: 'aborted' })
  expect(rest(inbox)).toEqual([message('A', 1)])
})
