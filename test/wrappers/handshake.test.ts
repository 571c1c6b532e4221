import { expect, test } from 'vitest'
import { WireError } from '../../src/transport/error'
import { handshake, type HandshakeWire } from '../../src/wrappers/handshake'
import { play, spreading } from './support/play'

const untilReady = handshake(({ next }) => next('READY').then(() => {}))

/** What `run` throws, by its code; `sent` when it does not. */
function fateOf(run: () => void): string {
  try {
    run()
    return 'sent'
  } catch (cause) {
    return (cause as WireError).code
  }
}

test('opens only after it is done, and says how the transport opened', async () => {
  const { clock, far, log, open } = play(untilReady)
  open({ recovered: true })
  await clock.advance(1000)
  expect(log).toEqual([])
  far.message('READY')
  await clock.advance(1)
  expect(log).toEqual(['opened {"recovered":true}'])
})

test('delivers what it passed over after it has opened, in order', async () => {
  const { clock, far, log, open } = play(untilReady)
  open()
  for (const event of ['A', 'READY', 'B']) far.message(event)
  await clock.advance(1)
  far.message('C')
  expect(log).toEqual(['opened', 'received A', 'received B', 'received C'])
})

test('delivers what an opening listener brings about behind what it passed over', async () => {
  const played: ReturnType<typeof play> = play(untilReady, { on: { opened: () => played.far.message('C') } })
  played.open()
  for (const event of ['A', 'READY', 'B']) played.far.message(event)
  await played.clock.advance(1)
  played.far.message('D')
  expect(played.log).toEqual(['opened', 'received A', 'received B', 'received C', 'received D'])
})

test.each<[string, (played: ReturnType<typeof play>) => void, string[]]>([
  ['closes', ({ link }) => link.close({ kind: 'user' }), ['close link: user']],
  ['breaks', ({ far }) => far.drop(), ['closed peer']],
  ['interrupts', ({ far }) => far.interrupt(), ['interrupted peer']],
])('delivers nothing more once a listener %s the link', async (_how, end, after) => {
  const played: ReturnType<typeof play> = play(untilReady, {
    does: { reconnect: true },
    on: { received: ({ event }) => event === 'A' && end(played) },
  })
  played.open()
  for (const event of ['A', 'READY', 'B', 'C']) played.far.message(event)
  await played.clock.advance(1)
  expect(played.log).toEqual(['opened', 'received A', ...after])
})

test('delivers nothing of what it passed over when opening closes the link', async () => {
  const played: ReturnType<typeof play> = play(untilReady, {
    on: { opened: () => played.link.close({ kind: 'user' }) },
  })
  played.open()
  for (const event of ['A', 'READY']) played.far.message(event)
  await played.clock.advance(1)
  expect(played.log).toEqual(['opened', 'close link: user'])
})

test('tells at once what the transport learns', async () => {
  const { clock, far, log, open, learn } = play(untilReady)
  learn({ protocol: 'v1' })
  open()
  learn({ changesReady: true })
  far.message('READY')
  await clock.advance(1)
  expect(log).toEqual(['learned {"protocol":"v1"}', 'learned {"changesReady":true}', 'opened'])
})

test('takes an answer that comes while it runs as a message, and hands on the later ones', async () => {
  const taken: unknown[] = []
  const wrapper = handshake(async ({ next }) => void taken.push((await next()).data))
  const { clock, log, open, answer } = play(wrapper, { awaited: ['1', '2'] })
  open()
  answer({ to: '1', data: 'early' })
  await clock.advance(1)
  answer({ to: '2', data: 'late' })
  expect([taken, log]).toEqual([['early'], ['opened', 'answered 2']])
})

test('hands on an answer to what an opening listener asked', async () => {
  const played: ReturnType<typeof play> = play(
    handshake(() => {}),
    { awaited: ['1'], on: { opened: () => played.answer({ to: '1', data: 'at once' }) } },
  )
  played.open()
  await played.clock.advance(1)
  expect(played.log).toEqual(['opened', 'answered 1'])
})

test('says what it has to say at once, through the codec', async () => {
  const { clock, far, open } = play(
    handshake(({ emit, send }) => {
      emit('AUTH', 't')
      send('raw')
    }),
  )
  open()
  await clock.advance(1)
  expect(far.sent).toEqual([{ event: 'AUTH', data: 't' }, { data: 'raw' }])
})

test.each<[string, (played: ReturnType<typeof play>) => void]>([
  ['is closed', ({ link }) => link.close({ kind: 'user' })],
  ['breaks', ({ far }) => far.drop()],
  ['is interrupted', ({ far }) => far.interrupt()],
  ['is interrupted and mended', ({ far, open }) => (far.interrupt(), open())],
  ['takes nothing', ({ take }) => take('nothing')],
  ['is not awaited any more', ({ abort }) => abort.abort()],
])('sends nothing silently once its link %s', async (_how, end) => {
  const wires: HandshakeWire[] = []
  const played = play(
    handshake((wire) => {
      wires.push(wire)
      return new Promise(() => {})
    }),
    { does: { reconnect: true } },
  )
  played.open()
  await played.clock.advance(1)
  end(played)
  const [wire] = wires
  const fates = [fateOf(() => wire?.send('x')), fateOf(() => wire?.emit('X'))]
  expect([fates, played.far.sent]).toEqual([['cannot-send', 'cannot-send'], []])
})

test('sends nothing any more once it is over, and says what to do instead', async () => {
  let wire: HandshakeWire | undefined
  const { clock, far, open } = play(handshake((given) => void (wire = given)))
  open()
  await clock.advance(1)
  expect(() => wire?.send('too late')).toThrow(
    expect.objectContaining({
      code: 'cannot-send',
      message: expect.stringContaining('send() and emit() of the connection'),
    }),
  )
  expect(far.sent).toEqual([])
})

test('a message that cannot be sent fails a handshake that does not catch it', async () => {
  const { clock, log, open, breakSend } = play(handshake(({ send }) => send('x')))
  breakSend(new TypeError('detached'))
  open()
  await clock.advance(1)
  expect(log).toEqual(['closed handshake handshake', 'close link: handshake'])
})

test('its link takes nothing from anybody else while it runs', async () => {
  const { clock, link, far, open } = play(untilReady)
  const seen = [link.takes()]
  open()
  seen.push(link.takes())
  far.message('READY')
  await clock.advance(1)
  seen.push(link.takes())
  expect(seen).toEqual(['nothing', 'nothing', 'messages'])
})

test('opens nothing when the server closes meanwhile', async () => {
  const { clock, far, log, open } = play(untilReady)
  open()
  far.message('READY')
  far.drop(1012)
  await clock.advance(1)
  expect(log).toEqual(['closed peer'])
})

test('does not run when the server never accepted', () => {
  let runs = 0
  const { far, log } = play(handshake(() => void (runs += 1)))
  far.drop()
  expect([log, runs]).toEqual([['closed peer'], 0])
})

test.each([
  ['throws', 'handshake', () => Promise.reject(new Error('mine'))],
  [
    'throws at once',
    'handshake',
    () => {
      throw new Error('mine')
    },
  ],
  ['says unauthorized', 'unauthorized', () => Promise.reject(new WireError('unauthorized'))],
])('is closed with its error when it %s, and closes the link after that', async (_how, code, run) => {
  const { clock, far, log, open } = play(handshake(run))
  open()
  await clock.advance(1)
  far.message('LATE')
  expect([log, far.closedFor]).toMatchObject([
    [`closed handshake ${code}`, 'close link: handshake'],
    { kind: 'handshake', error: { code } },
  ])
})

test.each<[string, (played: ReturnType<typeof play>) => void, string[]]>([
  ['is closed', ({ link }) => link.close({ kind: 'user' }), ['close link: user']],
  ['breaks', ({ far }) => far.drop(), ['closed peer']],
  ['is interrupted', ({ far }) => far.interrupt(), ['interrupted peer']],
  ['is not awaited any more', ({ abort }) => abort.abort(), []],
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
    expect(played.log).toEqual(after)
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
  expect(log).toEqual(['interrupted peer', 'opened {"recovered":true}'])
})

test('runs again when a link that was open is mended', async () => {
  const { clock, far, log, open } = play(untilReady, { does: { reconnect: true } })
  open()
  far.message('READY')
  await clock.advance(1)
  far.interrupt()
  open()
  await clock.advance(1000)
  far.message('A')
  expect(log).toEqual(['opened', 'interrupted peer'])
  far.message('READY')
  await clock.advance(1)
  expect(log.slice(2)).toEqual(['opened', 'received A'])
})

test.each<[string, (played: ReturnType<typeof play>) => void]>([
  ['is closed', ({ link }) => link.close({ kind: 'user' })],
  ['breaks', ({ far }) => far.drop()],
  ['is interrupted', ({ far }) => far.interrupt()],
  ['is not awaited any more', ({ abort }) => abort.abort()],
])('its signal is aborted and what it awaits rejects once its link %s', async (_how, end) => {
  const log: unknown[] = []
  const played = play(
    handshake(async ({ next, signal }) => {
      signal.addEventListener('abort', () => log.push('aborted'))
      await next('READY').catch((error: WireError) => log.push(error.code))
      await next().catch((error: WireError) => log.push(error.code))
    }),
    { does: { reconnect: true } },
  )
  played.open()
  await played.clock.advance(1)
  expect(log).toEqual([])
  end(played)
  await played.clock.advance(1)
  expect(log).toEqual(['aborted', 'aborted', 'aborted'])
})

test('its signal stays that of the link when it is over', async () => {
  let wire: HandshakeWire | undefined
  const { clock, link, open } = play(handshake((given) => void (wire = given)))
  open()
  await clock.advance(1)
  expect(wire?.signal.aborted).toBe(false)
  link.close({ kind: 'user' })
  expect(wire?.signal.aborted).toBe(true)
})

test('lets everything else through', async () => {
  const { clock, link, far, log, open } = play(handshake(() => {}))
  open()
  await clock.advance(1)
  link.probe?.()
  far.garble()
  far.slow(7)
  void link.send({ event: 'A', data: 1 })
  expect([log, far.sent, link.buffered()]).toEqual([
    ['opened', 'probe', 'invalid cannot-decode'],
    [{ event: 'A', data: 1 }],
    7,
  ])
})

test('leaves the rest of the transport as it is, and says what its users have to agree on', () => {
  const run = (): void => {}
  const { transport } = play(handshake(run), { key: 'mine', does: { binary: false }, settings: { codec: 'json' } })
  expect(transport).toMatchObject({
    name: 'fake',
    identity: { parts: { label: 'mine' } },
    does: { binary: false, heartbeat: false },
    settings: { codec: 'json', 'wrappers: handshake': run },
  })
})

test('two handshakes run one after the other, and both are settings', async () => {
  const log: string[] = []
  const first = async ({ next }: HandshakeWire): Promise<void> => void log.push((await next('ONE')).event)
  const second = async ({ emit, next }: HandshakeWire): Promise<void> => {
    emit('HELLO')
    log.push((await next('TWO')).event)
  }
  const played = play((transport) => handshake(second)(handshake(first)(transport)))
  played.open()
  for (const event of ['TWO', 'A', 'ONE']) played.far.message(event)
  await played.clock.advance(1)
  expect([log, played.log, played.far.sent.length]).toEqual([['ONE', 'TWO'], ['opened', 'received A'], 1])
  expect(played.transport.settings).toEqual({ 'wrappers: handshake': [first, second] })
})

test('does the same between wrappers that spread', async () => {
  const { clock, link, far, log, open, learn } = play((inner) => spreading(untilReady(spreading(inner))))
  open()
  learn({ a: 1 })
  far.message('A')
  far.message('READY')
  await clock.advance(1)
  far.slow(7)
  expect([link.takes(), link.buffered()]).toEqual(['messages', 7])
  void link.send({ data: 1 })
  link.close({ kind: 'user' })
  expect([log, far.sent, link.takes()]).toEqual([
    ['learned {"a":1}', 'opened', 'received A', 'close link: user'],
    [{ data: 1 }],
    'nothing',
  ])
})

test('gives up a link whose handshake stalls, also one that its transport has mended', async () => {
  const { clock, far, log, open } = play(untilReady, { does: { reconnect: true } })
  open()
  far.message('READY')
  await clock.advance(60_000)
  far.interrupt()
  open()
  await clock.advance(9999)
  expect(log).toEqual(['opened', 'interrupted peer'])
  await clock.advance(1)
  expect(log).toEqual(['opened', 'interrupted peer', 'closed connect-timeout', 'close link: connect-timeout'])
  expect(clock.timers).toBe(0)
})

test.each([false, true])('says whether the server refused the last credentials: %o', async (refresh) => {
  const asked: boolean[] = []
  const { clock, open } = play(
    handshake((wire) => void asked.push(wire.refresh)),
    { refresh },
  )
  open()
  await clock.advance(1)
  expect(asked).toEqual([refresh])
})
