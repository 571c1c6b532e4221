import { expect, test } from 'vitest'
import type { CloseReason } from 'wirehooks/vanilla'
import { setUp, setUpOpen } from './support/setUp'

test('the server hears the code and the reason that it is closed with', async () => {
  const { fake, connection } = await setUpOpen()
  connection.close(4000, 'moved')
  const reason = { kind: 'user', code: 4000, reason: 'moved' }
  expect([fake.link.closedFor, connection.store.getState().closeReason]).toEqual([reason, reason])
})

test('a link that is being dialled hears them, too', () => {
  const { fake, connection } = setUp()
  connection.open()
  connection.close(4000)
  expect(fake.link.closedFor).toEqual({ kind: 'user', code: 4000 })
})

test('onClose tells them', async () => {
  const heard: unknown[] = []
  const onClose = (reason: CloseReason, willRetry: boolean): unknown => heard.push(reason, willRetry)
  const { connection } = await setUpOpen({ onClose })
  connection.close(3001, 'done')
  expect(heard).toEqual([{ kind: 'user', code: 3001, reason: 'done' }, false])
})

test('the event of a button counts as left out', async () => {
  const { fake, connection, news } = await setUpOpen()
  connection.close({ type: 'click', nativeEvent: {} })
  expect(fake.link.closedFor).toEqual({ kind: 'user' })
  expect(news()).not.toContain('onError invalid-option')
})

test.each([1005, -1, Number.NaN])(
  '%d is no code: it is reported, and the connection is closed all the same',
  async (code) => {
    const { fake, connection, news } = await setUpOpen()
    connection.close(code, 'bye')
    expect(news()).toEqual(['close link 1: user', 'onError invalid-option', 'closed', 'onClose user'])
    expect(fake.link.closedFor).toEqual({ kind: 'user' })
  },
)

test('closing again with another code changes nothing', async () => {
  const { fake, connection, news } = await setUpOpen()
  connection.close(4000)
  news()
  connection.close(4001)
  expect([news(), fake.link.closedFor]).toEqual([[], { kind: 'user', code: 4000 }])
})
