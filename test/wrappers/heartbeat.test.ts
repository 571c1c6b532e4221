import { expect, test } from 'vitest'
import type { Transport, Wrapper } from '../../src/transport/transport'
import { heartbeat, type HeartbeatOptions } from '../../src/wrappers/heartbeat'
import { play, spreading } from './support/play'

const quick = { interval: 1000, timeout: 500 }

test('beats on an open link and measures the answer, which nobody else hears', async () => {
  const { clock, far, log, open } = play(heartbeat(quick))
  await clock.advance(5000)
  open({ recovered: true })
  await clock.advance(1030)
  far.message('CHAT')
  far.message('pong')
  expect([far.sent, log]).toEqual([
    [{ event: 'ping', data: undefined }],
    ['opened {"recovered":true}', 'received CHAT', 'latency 30'],
  ])
})

test('a string goes out as it is, anything else through the codec', async () => {
  for (const [message, frame] of [
    ['beat', 'beat'],
    [{ op: 1 }, { data: { op: 1 } }],
    [null, { data: null }],
  ]) {
    const { clock, far, open } = play(heartbeat({ ...quick, message }))
    open()
    await clock.advance(1000)
    expect(far.sent).toEqual([frame])
  }
})

test('a frame that cannot be read is life, and an answer where it is recognised', async () => {
  const { clock, far, log, open } = play(heartbeat({ ...quick, isPong: ({ data }) => data === 'beep' }))
  open()
  await clock.advance(1200)
  far.garble('boop')
  far.garble('beep')
  await clock.advance(600)
  expect(log).toEqual(['opened', 'invalid cannot-decode', 'latency 200'])
})

test('says that a silent link is over before it closes it', async () => {
  const { clock, far, log, open } = play(heartbeat(quick))
  open()
  far.goSilent()
  await clock.advance(60_000)
  expect([log, clock.timers]).toEqual([['opened', 'closed heartbeat-timeout', 'close link: heartbeat-timeout'], 0])
})

test.each<[string, (played: ReturnType<typeof play>) => void, string[]]>([
  ['is closed', ({ link }) => link.close({ kind: 'user' }), ['close link: user']],
  ['breaks', ({ far }) => far.drop(), ['closed peer']],
  ['is interrupted', ({ far }) => far.interrupt(), ['interrupted peer']],
])('stops when its link %s', async (_how, end, after) => {
  const played = play(heartbeat(quick), { does: { reconnect: true } })
  played.open()
  await played.clock.advance(1000)
  end(played)
  await played.clock.advance(60_000)
  expect([played.far.sent.length, played.log, played.clock.timers]).toEqual([1, ['opened', ...after], 0])
})

test('decides nothing about a link that the transport is mending, also when the page wakes up', async () => {
  const { clock, link, far, log, open } = play(heartbeat(quick), { does: { reconnect: true } })
  open()
  far.interrupt()
  link.probe?.()
  await clock.advance(60_000)
  expect([log, clock.timers]).toEqual([['opened', 'interrupted peer', 'probe'], 0])
})

test('beats anew on a link that was mended', async () => {
  const { clock, far, log, open } = play(heartbeat(quick), { does: { reconnect: true } })
  open()
  await clock.advance(900)
  far.interrupt()
  await clock.advance(900)
  open()
  await clock.advance(999)
  expect(far.sent).toEqual([])
  await clock.advance(1)
  far.message('pong')
  expect([far.sent.length, log]).toEqual([1, ['opened', 'interrupted peer', 'opened', 'latency 0']])
})

test('probes when the page wakes up, and only an open link, besides what the transport does', async () => {
  const { clock, link, far, log, open } = play(heartbeat())
  link.probe?.()
  open()
  expect(far.sent).toEqual([])
  link.probe?.()
  expect(far.sent).toEqual([{ event: 'ping', data: undefined }])
  await clock.advance(3000)
  expect(log).toEqual(['probe', 'opened', 'probe', 'closed heartbeat-timeout', 'close link: heartbeat-timeout'])
})

test('a message function that throws is told of, and a peer that talks lives', async () => {
  const { clock, far, log, open } = play(
    heartbeat({
      ...quick,
      message() {
        throw new Error('mine')
      },
    }),
  )
  open()
  await clock.advance(1000)
  far.message('CHAT')
  await clock.advance(500)
  expect(log).toEqual(['opened', 'failed Error: mine', 'received CHAT'])
})

test('a function that ends the link is not followed by a beat', async () => {
  const played: ReturnType<typeof play> = play(
    heartbeat({
      ...quick,
      message() {
        played.link.close({ kind: 'user' })
        return 'beat'
      },
    }),
  )
  played.open()
  await played.clock.advance(60_000)
  expect([played.far.sent, played.log, played.clock.timers]).toEqual([[], ['opened', 'close link: user'], 0])
})

test.each<[string, HeartbeatOptions, (played: ReturnType<typeof play>) => void, string]>([
  [
    'a beat that the link does not take',
    {},
    ({ breakSend }) => breakSend(new TypeError('detached')),
    'failed TypeError: detached',
  ],
  ['a beat that the codec cannot write', { message: { op: 1 } }, () => {}, 'failed TypeError: no ops'],
])('%s is told of, when it is due and when the page wakes up', async (_what, options, prepare, told) => {
  const refusing: Wrapper = (inner) => ({
    ...inner,
    encode(message) {
      if (message.event === undefined) throw new TypeError('no ops')
      return inner.encode(message)
    },
  })
  const played = play((inner) => heartbeat({ ...quick, ...options })(refusing(inner)))
  prepare(played)
  played.open()
  await played.clock.advance(1000)
  played.far.message('CHAT')
  played.link.probe?.()
  expect(played.log).toEqual(['opened', told, 'received CHAT', 'probe', told])
})

test('an isPong that throws is told of, and the message is delivered', async () => {
  const { clock, far, log, open } = play(
    heartbeat({
      ...quick,
      isPong() {
        throw new Error('mine')
      },
    }),
  )
  open()
  await clock.advance(1000)
  far.message('pong')
  expect(log).toEqual(['opened', 'failed Error: mine', 'received pong'])
})

test('an isPong that closes the link measures nothing', async () => {
  const played: ReturnType<typeof play> = play(
    heartbeat({
      ...quick,
      isPong() {
        played.link.close({ kind: 'user' })
        return true
      },
    }),
  )
  played.open()
  await played.clock.advance(1000)
  played.far.message('pong')
  await played.clock.advance(60_000)
  expect([played.log, played.clock.timers]).toEqual([['opened', 'close link: user'], 0])
})

test.each([
  ['CHAT', 'pong', 'delivers'],
  ['CHAT', { text: 'pong' }, 'delivers'],
  ['message', { text: 'pong' }, 'delivers'],
  ['message', ['pong'], 'delivers'],
  ['message', 'ping pong', 'delivers'],
  ['PONG', undefined, 'delivers'],
  ['message', 'pong', 'swallows'],
  ['pong', undefined, 'swallows'],
  ['pong', { at: 1 }, 'swallows'],
])('the event %s with the data %j: %s it', async (event, data, what) => {
  const { clock, far, log, open } = play(heartbeat(quick))
  open()
  await clock.advance(1000)
  far.message(event, data)
  expect(log).toEqual(['opened', what === 'delivers' ? `received ${event}` : 'latency 0'])
})

test('beats every 500 ms with a timeout of 2 s when the peer answers at once', async () => {
  const { clock, far, open } = play(heartbeat({ interval: 500, timeout: 2000 }))
  open()
  const beats: number[] = []
  for (let time = 0; time < 2000; time += 10) {
    await clock.advance(10)
    if (far.sent.length > beats.length) {
      beats.push(clock.now())
      far.message('pong')
    }
  }
  expect(beats).toEqual([500, 1000, 1500, 2000])
})

test('the answer to a request is life, and goes to whoever asked', async () => {
  const { clock, log, open, answer } = play(heartbeat({ ...quick, isPong: () => true }), { awaited: ['1', '2'] })
  open()
  await clock.advance(1200)
  answer({ to: '1', data: 'yes' })
  await clock.advance(600)
  expect(log).toEqual(['opened', 'answered 1'])
})

test('an answer that nobody waits for may be the answer to a beat', async () => {
  const { clock, log, open, answer } = play(heartbeat({ ...quick, isPong: ({ data }) => data === 'beat' }))
  open()
  await clock.advance(1200)
  answer({ to: '0', data: 'beat' })
  answer({ to: '0', data: 'beat' })
  expect(log).toEqual(['opened', 'latency 200', 'received reply'])
})

test('beats over a link that takes only heartbeats, and sends nothing over one that takes nothing', async () => {
  const { clock, far, open, take } = play(heartbeat(quick))
  open()
  take('heartbeats')
  await clock.advance(1000)
  expect(far.sent).toHaveLength(1)
  far.message('CHAT')
  take('nothing')
  await clock.advance(1000)
  expect(far.sent).toHaveLength(1)
})

test('gives up a link that takes nothing and says nothing', async () => {
  const { clock, log, open, take } = play(heartbeat(quick))
  open()
  take('nothing')
  await clock.advance(1500)
  expect(log).toEqual(['opened', 'closed heartbeat-timeout', 'close link: heartbeat-timeout'])
})

test('reports nothing of a link that it has given up', async () => {
  const played: ReturnType<typeof play> = play((inner) => heartbeat(quick)(reporting(inner)))
  // A transport that has something to say while it is closed.
  function reporting(inner: Transport): Transport {
    return {
      ...inner,
      connect(sink, context) {
        const link = inner.connect(sink, context)
        return {
          ...link,
          close(why) {
            sink.received({ event: 'pong', data: undefined })
            link.close(why)
          },
        }
      },
    }
  }
  played.open()
  await played.clock.advance(1500)
  played.link.probe?.()
  expect(played.log).not.toContainEqual(expect.stringContaining('latency'))
  expect([played.far.sent.length, played.clock.timers]).toEqual([1, 0])
})

const unanswered = { interval: 1000, expectsAnswer: false }

test('with expectsAnswer: false it beats all the same, delivers everything and never gives up', async () => {
  const { clock, far, log, open } = play(heartbeat(unanswered))
  open()
  await clock.advance(3_600_000)
  far.message('pong')
  expect([far.sent.length, log]).toEqual([3600, ['opened', 'received pong']])
})

test('with expectsAnswer: false and a timeout it gives up after so much silence of any kind', async () => {
  const { clock, far, log, open, answer } = play(heartbeat({ ...unanswered, timeout: 2500 }), { awaited: ['1'] })
  open()
  await clock.advance(2000)
  far.message('CHAT')
  await clock.advance(2000)
  far.garble()
  await clock.advance(2000)
  answer({ to: '1', data: 'yes' })
  await clock.advance(2499)
  const talk = ['opened', 'received CHAT', 'invalid cannot-decode', 'answered 1']
  expect(log).toEqual(talk)
  await clock.advance(1)
  expect(log).toEqual([...talk, 'closed heartbeat-timeout', 'close link: heartbeat-timeout'])
  expect(clock.timers).toBe(0)
})

test('with expectsAnswer: false an isPong of its own still recognises answers', async () => {
  const { clock, far, log, open } = play(heartbeat({ ...unanswered, isPong: ({ event }) => event === 'pong' }))
  open()
  await clock.advance(1030)
  far.message('pong')
  far.message('pong')
  expect(log).toEqual(['opened', 'latency 30', 'received pong'])
})

test('with expectsAnswer: false a page that wakes up beats at once and gives up nothing sooner', async () => {
  const { clock, link, far, log, open } = play(heartbeat({ ...unanswered, interval: 60_000, timeout: 90_000 }))
  open()
  await clock.sleep(3_600_000)
  link.probe?.()
  await clock.advance(89_000)
  expect([far.sent.length, log]).toEqual([3, ['opened', 'probe']])
})

test.each<HeartbeatOptions>([
  { interval: NaN },
  { interval: 0 },
  { interval: -1 },
  { interval: '5000' as unknown as number },
  { interval: null as unknown as number },
  { timeout: NaN },
  { timeout: 0 },
  { timeout: -1 },
  { timeout: Infinity },
  { timeout: NaN, expectsAnswer: false },
  { timeout: -Infinity, expectsAnswer: false },
])('refuses %o when it is made, in a sentence', (options) => {
  expect(() => heartbeat(options)).toThrow(
    expect.objectContaining({
      name: 'WireError',
      code: 'invalid-option',
      message: expect.stringMatching(
        /^invalid-option: Expected heartbeat\(\{ (interval|timeout) \}\) to be .*\. Got .+\.$/,
      ),
    }),
  )
})

test.each<HeartbeatOptions>([
  {},
  { interval: undefined, timeout: undefined, expectsAnswer: undefined, message: undefined, isPong: undefined },
  { interval: Infinity },
  { interval: 0.5, timeout: 0.5 },
  { timeout: Infinity, expectsAnswer: false },
])('takes %o', (options) => {
  expect(play(heartbeat(options)).transport.does.heartbeat).toBe(true)
})

test('says what its users have to agree on, also what they left to the defaults', () => {
  const [given, left] = [heartbeat({ interval: 25_000, message: { op: 1 } }), heartbeat({ message: { op: 1 } })]
  const { settings } = play(given, { settings: { codec: 'json' } }).transport
  expect(settings).toMatchObject({
    codec: 'json',
    'wrappers: heartbeat': { interval: 25_000, timeout: 10_000, expectsAnswer: true, message: { op: 1 } },
  })
  expect(play(left, { settings: { codec: 'json' } }).transport.settings).toEqual(settings)
})

test('adds no setting where it does nothing', () => {
  expect(play(heartbeat(), { does: { heartbeat: true } }).transport.settings).toEqual({})
})

test('does the same between wrappers that spread', async () => {
  const { clock, link, far, log, open, learn } = play((inner) => spreading(heartbeat(quick)(spreading(inner))))
  open()
  learn({ a: 1 })
  far.slow(7)
  await clock.advance(1030)
  far.message('pong')
  far.message('CHAT')
  link.probe?.()
  expect([link.takes(), link.buffered(), far.sent.length]).toEqual(['messages', 7, 2])
  await clock.advance(500)
  expect([log, link.takes(), clock.timers]).toEqual([
    [
      'opened',
      'learned {"a":1}',
      'latency 30',
      'received CHAT',
      'probe',
      'closed heartbeat-timeout',
      'close link: heartbeat-timeout',
    ],
    'nothing',
    0,
  ])
})

test('is known to a transport that it was added to, and leaves one alone that beats by itself', async () => {
  expect(play(heartbeat()).transport.does.heartbeat).toBe(true)
  const { clock, link, far, log, open } = play(heartbeat(quick), { does: { heartbeat: true } })
  open()
  await clock.advance(60_000)
  far.message('pong')
  link.probe?.()
  expect([far.sent, log, clock.timers]).toEqual([[], ['opened', 'received pong', 'probe'], 0])
})

test('leaves a transport alone that cannot send', async () => {
  const { clock, transport, far, log, open } = play(heartbeat(quick), { does: { send: false } })
  open()
  await clock.advance(60_000)
  expect([transport.does.heartbeat, far.sent, log, clock.timers]).toEqual([false, [], ['opened'], 0])
})

test('beats once where it was added twice', async () => {
  const { clock, far, open } = play((transport) => heartbeat(quick)(heartbeat(quick)(transport)))
  open()
  await clock.advance(1000)
  expect(far.sent).toHaveLength(1)
})
