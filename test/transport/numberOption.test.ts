import { beforeEach, expect, test, vi } from 'vitest'
import { createConnection } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { numberOption } from '../../src/transport/numberOption'

const warnings: string[] = []
beforeEach(() => {
  warnings.length = 0
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text))
  return () => vi.restoreAllMocks()
})

test.each<[unknown, number]>([
  [undefined, 7],
  [0, 0],
  [3, 3],
  [Infinity, Infinity],
  [Number.NaN, 7],
  [-1, 7],
  ['soon', 7],
  [null, 7],
])('%o is used, or the default', (given, used) => {
  expect(numberOption(`option ${String(given)}`, given as number, 7)).toBe(used)
})

test('says once what was expected, what came and what is used', () => {
  for (let turn = 0; turn < 3; turn += 1) numberOption('outbox.told', -5, 256)
  expect(warnings).toEqual([
    'wirehooks: Expected outbox.told to be a number from 0 up, got -5. The default, 256, is used instead; leave the option out for that, or use Infinity for no limit.',
  ])
})

test.each([0, -4, Number.NaN])('a connectTimeout of %o does not keep a link from opening', async (connectTimeout) => {
  const clock = createFakeClock()
  const fake = createFakeTransport()
  const connection = createConnection(fake, { connectTimeout, clock, network: createFakeNetwork() })
  connection.open()
  await clock.advance(3000)
  fake.link.open()
  expect(connection.store.getState().status).toBe('open')
  connection.close()
})

test('a ttl, capacity or linger that is no number does not lose what waits', async () => {
  const clock = createFakeClock()
  const fake = createFakeTransport()
  const outbox = { ttl: Number.NaN, capacity: -3, maxBytes: Number.NaN }
  const connection = createConnection(fake, { outbox, linger: Number.NaN, clock, network: createFakeNetwork() })
  connection.open()
  const outcome = connection.emit('SAY', 'hi')
  await clock.advance(1000)
  fake.link.open()
  expect(await outcome).toEqual({ outcome: 'sent' })
  connection.close()
})

test('a ttl or a timeout of one call that is no number is the default', async () => {
  const clock = createFakeClock()
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock, network: createFakeNetwork() })
  connection.open()
  const sent = connection.emit('SAY', 'hi', { ttl: Number.NaN })
  const asked = connection.request('ASK', 1, { timeout: -1 }).catch((error: unknown) => error)
  await clock.advance(9000)
  fake.link.open()
  expect(await sent).toEqual({ outcome: 'sent' })
  await clock.advance(1000)
  expect(await asked).toMatchObject({ code: 'timeout' })
  expect(warnings).toEqual([
    expect.stringContaining('Expected ttl to be'),
    expect.stringContaining('Expected timeout to be'),
  ])
  connection.close()
})
