import { expect, test } from 'vitest'
import { recordSession, type Session, type SessionEvent } from '../../src/testing/session'
import { heartbeat } from '../../src/wrappers/heartbeat'
import { handshake } from '../../src/wrappers/handshake'
import type { Transport, Wrapper } from '../../src/transport/transport'
import { play, spreading } from '../wrappers/support/play'

const texts = (session: Session): string => JSON.stringify(session)

test('records how a link opened, was interrupted and closed, but none of its errors', async () => {
  const recorder = recordSession()
  const { clock, far, log, open } = play(recorder.wrapper, { does: { reconnect: true } })
  await clock.advance(100)
  open({ recovered: false })
  await clock.advance(100)
  far.interrupt()
  await clock.advance(100)
  open()
  far.drop(1012, 'deploy')
  expect(recorder.session()).toEqual({
    version: 1,
    name: 'fake',
    links: [
      [
        { at: 100, what: 'opened', recovered: false },
        { at: 200, what: 'interrupted', reason: { kind: 'peer', code: 1006 } },
        { at: 300, what: 'opened' },
        { at: 300, what: 'closed', reason: { kind: 'peer', code: 1012, reason: 'deploy', verdict: 'retry' } },
      ],
    ],
  })
  expect(log).toEqual(['opened {"recovered":false}', 'interrupted peer', 'opened', 'closed peer'])
})

test('records answers that somebody waited for apart from messages', () => {
  const recorder = recordSession()
  const { log, open, answer, link, transport } = play(recorder.wrapper, { awaited: ['1'] })
  open()
  void link.send(transport.encode({ event: 'ASK', data: 2, id: '1' }))
  answer({ to: '1', data: 'yes' })
  answer({ to: '1', data: undefined, error: { text: 'no' } })
  expect(recorder.session().links[0]?.slice(1)).toEqual([
    { at: 0, what: 'sent', message: { event: 'ASK', data: 2, id: '1' } },
    { at: 0, what: 'answered', reply: { to: '1', data: 'yes' } },
    { at: 0, what: 'received', message: { event: 'reply', reply: { to: '1', error: { text: 'no' } } } },
  ])
  expect(log).toEqual(['opened', 'answered 1', 'received reply'])
})

test('records what was said when it was said, whatever becomes of the objects', () => {
  const recorder = recordSession()
  const { far, open, link, transport } = play(recorder.wrapper)
  const [sent, received] = [{ list: [1] }, { list: [1] }]
  open()
  void link.send(transport.encode({ event: 'A', data: sent }))
  far.message('B', received)
  sent.list.push(2)
  received.list.push(2)
  ;(recorder.session().links as SessionEvent[][]).splice(0)
  expect(recorder.session().links[0]).toMatchObject([
    { what: 'opened' },
    { message: { event: 'A', data: { list: [1] } } },
    { message: { event: 'B', data: { list: [1] } } },
  ])
})

test('records no message that the link did not take, and throws what it threw', () => {
  const recorder = recordSession()
  const { open, link, transport, breakSend } = play(recorder.wrapper)
  open()
  breakSend(new TypeError('detached'))
  expect(() => link.send(transport.encode({ data: 1 }))).toThrow('detached')
  expect(recorder.session().links[0]).toEqual([{ at: 0, what: 'opened' }])
})

test('sends what the codec wrote, and knows its size', () => {
  const recorder = recordSession()
  const handed: unknown[] = []
  const shouting: Wrapper = (inner) => ({
    ...inner,
    encode: ({ data }) => String(data).toUpperCase(),
    sizeOf: (frame) => String(frame).length,
    connect: (sink, context) => ({ ...inner.connect(sink, context), send: (frame) => void handed.push(frame) }),
  })
  const { open, link, transport } = play((inner) => recorder.wrapper(shouting(inner)))
  open()
  const packet = transport.encode({ event: 'A', data: 'hi' })
  void link.send(packet)
  void link.send('raw')
  expect([handed, transport.sizeOf(packet), transport.sizeOf('raw')]).toEqual([['HI', 'raw'], 2, 3])
})

test('lets a beat through that is a text, where the heartbeat stands outside', async () => {
  const recorder = recordSession()
  const beating = heartbeat({ interval: 1000, message: 'beat' })
  const { clock, far, open } = play((inner) => beating(recorder.wrapper(inner)))
  open()
  await clock.advance(1000)
  expect([far.sent, recorder.session().links[0]?.slice(1)]).toEqual([
    ['beat'],
    [{ at: 1000, what: 'sent', message: { data: 'beat' } }],
  ])
})

test('records nothing of a handshake that stands nearer to the wire', async () => {
  const recorder = recordSession()
  const signIn = handshake(async ({ emit, next }) => {
    emit('HELLO', 'very secret')
    await next('READY')
  })
  const { clock, far, open } = play((inner) => recorder.wrapper(signIn(inner)))
  open()
  far.message('READY', 'very secret')
  far.message('A')
  await clock.advance(1)
  expect(recorder.session().links[0]?.map(({ what }) => what)).toEqual(['opened', 'received'])
  expect(texts(recorder.session())).not.toContain('secret')
})

test('has no address, no identity, no details, no settings and no credentials in it', () => {
  const recorder = recordSession()
  const url = 'wss://example.com/live?key=SECRET'
  const { far, open, learn, link, transport, answer } = play(recorder.wrapper, {
    key: url,
    identity: 'SECRET',
    settings: { headers: 'SECRET' },
    awaited: ['1'],
  })
  learn({ url, protocol: 'SECRET' })
  open()
  learn({ url })
  for (const data of [
    { token: 'SECRET' },
    { nested: [{ password: 'SECRET', authorization: 'Bearer SECRET' }] },
    'wss://example.com/live?access_token=SECRET&room=1',
    '{"type":"AUTH","token":"SECRET"}',
  ]) {
    void link.send(transport.encode({ event: 'HELLO', data }))
    far.message('WELCOME', data)
  }
  void link.send(transport.encode({ event: 'AUTH', data: 'SECRET' }))
  answer({ to: '1', data: { token: 'SECRET' } })
  answer({ to: '1', data: undefined, error: { token: 'SECRET' } })
  far.drop(4401, 'expired: Bearer SECRET')
  expect(recorder.session().links[0]).toHaveLength(13)
  expect(texts(recorder.session())).not.toContain('SECRET')
})

test('leaves out what a redact of its own leaves out, and hands on the message as it was', () => {
  const recorder = recordSession({ redact: (data, event) => (event === 'PIN' ? 'hidden' : data) })
  const got: unknown[] = []
  const { far, open } = play(recorder.wrapper, { on: { received: ({ data }) => got.push(data) } })
  open()
  far.message('PIN', 1234)
  far.message('CHAT', { token: 'one of many' })
  expect(recorder.session().links[0]?.slice(1)).toEqual([
    { at: 0, what: 'received', message: { event: 'PIN', data: 'hidden' } },
    { at: 0, what: 'received', message: { event: 'CHAT', data: { token: 'one of many' } } },
  ])
  expect(got).toEqual([1234, { token: 'one of many' }])
})

test('a redact that throws and data that is no JSON are told of, left out and handed on', () => {
  const circular: { self?: unknown } = {}
  circular.self = circular
  const failing = recordSession({
    redact() {
      throw new Error('mine')
    },
  })
  for (const [recorder, data] of [
    [failing, 'SECRET'],
    [recordSession(), circular],
  ] as const) {
    const { far, log, open } = play(recorder.wrapper)
    open()
    far.message('A', data)
    expect(log).toEqual(['opened', expect.stringMatching(/^failed (Error: mine|TypeError)/), 'received A'])
    expect(recorder.session().links[0]?.[1]).toMatchObject({ message: { event: 'A', data: '[redacted]' } })
  }
})

test('records a number that JSON does not have as text', () => {
  const recorder = recordSession()
  const { far, log, open } = play(recorder.wrapper)
  open()
  far.message('A', { id: 2n ** 64n })
  expect(log).toEqual(['opened', 'received A'])
  expect(recorder.session().links[0]?.[1]).toMatchObject({ message: { data: { id: '18446744073709551616' } } })
})

test('lets everything else through, and adds no setting', () => {
  const recorder = recordSession()
  const { transport, link, far, log, open, learn, take } = play(recorder.wrapper, { settings: { codec: 'json' } })
  learn({ a: 1 })
  open()
  far.garble()
  far.slow(7)
  link.probe?.()
  take('heartbeats')
  expect([link.takes(), link.buffered(), transport.settings]).toEqual(['heartbeats', 7, { codec: 'json' }])
  link.close({ kind: 'user' })
  expect(log).toEqual(['learned {"a":1}', 'opened', 'invalid cannot-decode', 'probe', 'close link: user'])
})

test('records the same between wrappers that spread', () => {
  const [plain, spread] = [recordSession(), recordSession()]
  const wrappers: Wrapper[] = [plain.wrapper, (inner: Transport) => spreading(spread.wrapper(spreading(inner)))]
  for (const wrapper of wrappers) {
    const { far, open, link, transport } = play(wrapper)
    open()
    void link.send(transport.encode({ event: 'A', data: 1 }))
    far.message('B', 2)
    far.drop()
    expect(far.sent).toEqual([{ event: 'A', data: 1 }])
  }
  expect(spread.session()).toEqual(plain.session())
  expect(spread.session().links[0]).toHaveLength(4)
})
