import { describe, expect, test } from 'vitest'
import { type IncomingMessage, WireError } from 'wirehooks/vanilla'
import { createInbox, handshake, type HandshakeWire } from '../../src/wrappers/handshake'
import { play } from './support/play'

const untilReady = handshake(({ next }) => next('READY').then(() => {}))

test('opens only after it is done, and says how the transport opened', async () => {
  const { clock, far, log, open } = play(untilReady)
  open({ recovered: true })
  await clock.advance(1000)
  expect(log).toEqual(['linked'])
  far.message('READY')
  await clock.advance(1)
  expect(log).toEqual(['linked', 'opened {"recovered":true}'])
})

test('delivers what it passed over after it has opened, in order', async () => {
  const { clock, far, log, open } = play(untilReady)
  open()
  for (const event of ['A', 'READY', 'B']) far.message(event)
  await clock.advance(1)
  far.message('C')
  expect(log).toEqual(['linked', 'opened', 'received A', 'received B', 'received C'])
})

test('says what it has to say at once, through the codec, and nothing to a link that takes nothing', async () => {
  let wire: HandshakeWire | undefined
  const { clock, link, far, open } = play(
    handshake((given) => {
      wire = given
      given.emit('AUTH', 't')
      given.send('raw')
    }),
  )
  open()
  await clock.advance(1)
  link.close({ kind: 'user' })
  wire?.send('too late')
  expect(far.sent).toEqual([{ event: 'AUTH', data: 't' }, { data: 'raw' }])
})

test('is linked before it opens, so that a server that closes meanwhile is known to have accepted', async () => {
  const { clock, far, log, open } = play(untilReady)
  open()
  far.drop(1012)
  await clock.advance(1)
  expect(log).toEqual(['linked', 'closed peer'])
})

test('is not linked when the server never accepted', () => {
  const { far, log } = play(untilReady)
  far.drop()
  expect(log).toEqual(['closed peer'])
})

test.each([
  ['throws', 'handshake', new Error('mine')],
  ['says unauthorized', 'unauthorized', new WireError('unauthorized')],
])('is closed with its error when it %s, and closes the link after that', async (_how, code, error) => {
  const { clock, far, log, open } = play(handshake(() => Promise.reject(error)))
  open()
  await clock.advance(1)
  far.message('LATE')
  expect([log, far.closedFor]).toMatchObject([
    ['linked', `closed handshake ${code}`, 'close link: handshake'],
    { kind: 'handshake', error: { code } },
  ])
})

test.each<[string, (played: ReturnType<typeof play>) => void, string[]]>([
  ['is closed', ({ link }) => link.close({ kind: 'user' }), ['close link: user']],
  ['breaks', ({ far }) => far.drop(), ['closed peer']],
  ['is interrupted', ({ far }) => far.interrupt(), ['interrupted peer']],
])('how it ends means nothing once its link %s', async (_how, end, after) => {
  for (const fate of ['resolves', 'rejects'] as const) {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const played = play(
      handshake(() => promise),
      { does: { reconnect: true } },
    )
    played.open()
    await played.clock.advance(1)
    end(played)
    if (fate === 'resolves') resolve()
    else reject(new Error('mine'))
    await played.clock.advance(1)
    expect(played.log).toEqual(['linked', ...after])
  }
})

test('runs again when the transport has mended its link', async () => {
  const { clock, far, log, open } = play(untilReady, { does: { reconnect: true } })
  open({ recovered: false })
  far.message('BEFORE')
  far.interrupt()
  open({ recovered: true })
  far.message('READY')
  await clock.advance(1)
  expect(log).toEqual(['linked', 'interrupted peer', 'linked', 'opened {"recovered":true}'])
})

test('its signal is that of the link', () => {
  const signals: AbortSignal[] = []
  const { abort, open } = play(handshake(({ signal }) => void signals.push(signal)))
  open()
  abort.abort()
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
})

test('lets everything else through', async () => {
  const { clock, link, far, log, open } = play(handshake(() => {}))
  open()
  await clock.advance(1)
  link.probe?.()
  far.garble()
  far.slow(7)
  void link.send({ event: 'A', data: 1 })
  expect([log, far.sent, link.bufferedAmount]).toEqual([
    ['linked', 'opened', 'probe', 'invalid cannot-decode'],
    [{ event: 'A', data: 1 }],
    7,
  ])
})

test('leaves the rest of the transport as it is', () => {
  const { transport } = play(
    handshake(() => {}),
    { key: 'mine', does: { binary: false } },
  )
  expect(transport).toMatchObject({ name: 'fake', key: 'mine', does: { binary: false, heartbeat: false } })
})

const message = (event: string, data?: number): IncomingMessage => ({ event, data })

describe('its inbox', () => {
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
})
