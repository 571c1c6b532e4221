import { expect, test } from 'vitest'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { createConnection, stored } from 'wirehooks/vanilla'
import { createDisk, message, openTab } from './support/tab'

// What is stored is what was sent, whatever it is made of.

class Doc {
  text = 'hi'
  toJSON() {
    return this
  }
}

test('a value that gives itself as its JSON waits, is stored and is sent', async () => {
  const disk = createDisk()
  const tab = openTab(disk)
  const { clock, connection, goOnline, errors } = tab
  const early = connection.send(new Doc())
  await clock.advance(1)
  const later = connection.send(new Doc())
  await clock.advance(1)
  expect(disk.waiting).toEqual([{ text: 'hi' }, { text: 'hi' }])
  await goOnline()
  expect([await early, await later, tab.sent.length, errors]).toEqual([{ outcome: 'sent' }, { outcome: 'sent' }, 2, []])
})

test('a message that waits before the connection starts is a copy, too', async () => {
  const disk = createDisk()
  const clock = createFakeClock()
  const transport = createFakeTransport({ key: 'outbox of the tabs' })
  const connection = createConnection(transport, {
    clock,
    network: createFakeNetwork(),
    outbox: { storage: stored(disk) },
  })
  const data = { text: 'as sent', at: new Date(5), map: new Map([['a', 1]]) }
  void connection.send(data)
  data.text = 'changed'
  data.at.setTime(0)
  data.map.clear()
  connection.open()
  await clock.advance(1)
  expect(disk.waiting).toEqual([{ text: 'as sent', at: new Date(5), map: new Map([['a', 1]]) }])
  connection.close()
})

test('messages that are read after the connection gave up settle as closed, and each is told of', async () => {
  let answer = (_messages: unknown): void => {}
  const storage = { ...createDisk(), get: () => new Promise((resolve) => void (answer = resolve)) }
  const { clock, connection, fake, errors } = openTab(storage)
  await clock.advance(10)
  fake.link.drop(1008)
  expect(connection.store.getState().status).toBe('failed')
  answer([message('old'), message('older')])
  await clock.advance(10)
  expect([connection.store.getState().queue.count, errors]).toEqual([0, ['closed', 'closed']])
})

test('what was accepted over an open link stays when older messages are restored', async () => {
  let answer = (_messages: unknown): void => {}
  const storage = { ...createDisk(), get: () => new Promise((resolve) => void (answer = resolve)) }
  const { clock, connection, fake } = openTab(storage, { capacity: 3 })
  fake.link.open()
  await clock.advance(10)
  const outcomes = Array.from({ length: 10 }, (_, number) => connection.send(number))
  fake.link.drop()
  await clock.advance(10)
  answer([message('old')])
  await clock.advance(10)
  expect(connection.store.getState().queue).toMatchObject({ count: 11, dropped: 0 })
  connection.close()
  expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => ({ outcome: 'closed' })))
})
