import { expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { createFakeLink, type FakeNetworkOptions } from '../../src/testing/fakeLink'
import { playSink } from '../support/playSink'

function setUp(options: FakeNetworkOptions = {}, parts: Parameters<typeof playSink>[0] = {}) {
  const clock = createFakeClock()
  const { sink, context, log } = playSink({ clock, ...parts })
  const { link, far } = createFakeLink({ sink, context, network: () => options, heard() {} })
  return { clock, link, far, log }
}

test('takes messages while it is open, and nothing before and after', () => {
  const { link, far } = setUp()
  const taken = [link.takes()]
  far.open()
  taken.push(link.takes())
  far.drop()
  taken.push(link.takes())
  expect(taken).toEqual(['nothing', 'messages', 'nothing'])
})

test('holds as many bytes back as the test says', () => {
  const { link, far } = setUp()
  far.open()
  const amounts = [link.buffered()]
  far.slow(5000)
  amounts.push(link.buffered())
  far.slow(0)
  amounts.push(link.buffered())
  expect(amounts).toEqual([0, 5000, 0])
})

test('a wrapper may spread it', () => {
  const { link, far } = setUp()
  const copy = { ...link }
  far.open()
  far.slow(7)
  void copy.send({ event: 'A', data: 1 })
  expect([copy.takes(), copy.buffered(), far.sent]).toEqual(['messages', 7, [{ event: 'A', data: 1 }]])
})

test('hands an answer to whoever waits for it', () => {
  const { link, far, log } = setUp({}, { awaited: ['7', '8'] })
  far.open()
  void link.send({ event: 'JOIN', data: 'lobby', id: '7' })
  far.reply(['Ann'])
  void link.send({ event: 'JOIN', data: 'hall', id: '8' })
  far.refuse('no')
  expect(log).toEqual([
    'opened',
    { answered: { to: '7', data: ['Ann'] } },
    { answered: { to: '8', data: undefined, error: 'no' } },
  ])
})

test('an answer that nobody waits for is a message, as json() reads it', () => {
  const { link, far, log } = setUp()
  far.open()
  void link.send({ event: 'JOIN', data: 'lobby', id: '7' })
  far.reply(['Ann'])
  far.refuse('no')
  expect(log).toEqual([
    'opened',
    { event: 'message', data: { replyTo: '7', payload: ['Ann'] } },
    { event: 'message', data: { replyTo: '7', error: 'no' } },
  ])
})

test('answers over a slow network arrive late, and twice where it repeats', async () => {
  const { clock, link, far, log } = setUp({ delay: 100, duplicate: true }, { awaited: ['7'] })
  far.open()
  void link.send({ event: 'JOIN', data: 'lobby', id: '7' })
  await clock.advance(100)
  far.reply('welcome')
  await clock.advance(99)
  expect(log).toEqual(['opened'])
  await clock.advance(1)
  expect(log.slice(1)).toEqual([
    { answered: { to: '7', data: 'welcome' } },
    { event: 'message', data: { replyTo: '7', payload: 'welcome' } },
  ])
})

test('what is on its way does not arrive over a link that has ended', async () => {
  const { clock, link, far, log } = setUp({ delay: 100 }, { awaited: ['7'] })
  far.open()
  void link.send({ event: 'JOIN', data: 'lobby', id: '7' })
  await clock.advance(100)
  far.reply('too late')
  far.message('A')
  link.close({ kind: 'user' })
  await clock.advance(100)
  expect([log, far.closedFor]).toEqual([['opened'], { kind: 'user' }])
})
