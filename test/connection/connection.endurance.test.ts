import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { handshake, heartbeat } from 'wirehooks/vanilla'
import { setUp } from './support/setUp'

const hour = 3_600_000

test('keeps its timers and listeners constant over an hour with 10,000 reconnects', { timeout: 60_000 }, async () => {
  const reconnects = 10_000
  const { clock, network, fake, connection, log } = setUp({
    wrappers: [heartbeat({ interval: 25_000 })],
    backoff: { initialDelay: 1, maxDelay: 1, minUptime: 0 },
  })
  const heard: unknown[] = []
  connection.on('NEWS', (data) => heard.push(data))
  connection.open()
  const seen = new Set<string>()
  for (let count = 0; count < reconnects; count += 1) {
    fake.link.open()
    fake.link.message('NEWS', count)
    void connection.emit('SAY', count)
    const asked = connection.request('ASK', count)
    fake.link.reply(count)
    await asked
    await clock.advance(16)
    seen.add(`open: ${clock.timers} timers, ${network.listeners} listeners`)
    await clock.advance(hour / reconnects - 16 - 101)
    fake.link.drop()
    void connection.emit('SAY', count)
    seen.add(`waiting: ${clock.timers} timers, ${network.listeners} listeners`)
    await clock.advance(101)
    log.length = 0
  }
  expect(fake.links).toHaveLength(reconnects + 1)
  expect([heard.length, fake.sent.filter(({ event }) => event === 'SAY').length]).toEqual([
    reconnects,
    2 * reconnects - 1,
  ])
  expect([...seen]).toEqual([
    // The heartbeat.
    'open: 1 timers, 1 listeners',
    // The next attempt, the mark for `lost`, and the ttl of what waits.
    'waiting: 3 timers, 1 listeners',
  ])
  connection.close()
  await clock.advance(16)
  expect([clock.timers, network.listeners]).toEqual([0, 0])
})

test('listens and waits for no more after it was opened and closed a thousand times', async () => {
  const { clock, network, fake, connection } = setUp({ wrappers: [heartbeat()] })
  for (let count = 0; count < 1000; count += 1) {
    connection.open()
    if (count % 2) fake.link.open()
    if (count % 3) fake.link.drop()
    connection.close()
  }
  await clock.advance(16)
  expect([clock.timers, network.listeners]).toEqual([0, 0])
})

const draws = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 40 })
const codes = fc.constantFrom(1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 3000, 4408, 4429, 4503)

/** How often it dials in 20 s when every link is accepted, lives for `uptime`, and is then closed with `code`. */
async function dials(randoms: number[], code: number, uptime: number, shakes: boolean): Promise<number> {
  const { clock, fake, connection } = setUp(
    shakes ? { wrappers: [handshake(({ next }) => next('READY').then(() => {}))] } : {},
  )
  clock.setRandom(...randoms)
  connection.open()
  let count = 0
  while (clock.now() <= 20_000) {
    if (fake.link.status === 'dialling') {
      count += 1
      fake.link.open()
      await clock.advance(uptime)
      fake.link.drop(code)
    }
    const { retryAt } = connection.store.getState()
    // Wall time is too coarse for the last fraction of a millisecond.
    await clock.advance(Math.ceil(Math.max(1, (retryAt ?? 0) - clock.date())))
  }
  connection.close()
  return count
}

test('dials a server that accepts and closes at most 6 times in 20 s, whatever chance draws', async () => {
  await fc.assert(
    fc.asyncProperty(draws, codes, fc.constantFrom(0, 10, 500, 4999), async (randoms, code, uptime) => {
      expect(await dials(randoms, code, uptime, false)).toBeLessThanOrEqual(6)
    }),
  )
  expect(await dials([0], 1000, 0, false)).toBe(6)
})

test('dials a server that closes during the handshake at most 6 times in 20 s, whatever chance draws', async () => {
  await fc.assert(
    fc.asyncProperty(draws, codes, async (randoms, code) => {
      expect(await dials(randoms, code, 0, true)).toBeLessThanOrEqual(6)
    }),
  )
})
