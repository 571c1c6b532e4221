import { expect, test } from 'vitest'
import { heartbeat } from '../../src/wrappers/heartbeat'
import { rateLimit } from '../../src/wrappers/rateLimit'
import { play, spreading } from './support/play'

test('takes only what cannot wait once the bucket is empty, until a token has flowed in', async () => {
  const { clock, link, open } = play(rateLimit({ messages: 2, per: 1000 }))
  expect(link.takes()).toBe('nothing')
  open()
  const seen = [link.takes()]
  for (let count = 0; count < 2; count += 1) {
    void link.send({ data: count })
    seen.push(link.takes())
  }
  await clock.advance(499)
  seen.push(link.takes())
  await clock.advance(1)
  seen.push(link.takes())
  expect(seen).toEqual(['messages', 'messages', 'heartbeats', 'heartbeats', 'messages'])
})

test('says how many bytes the link holds, and that one is gone', () => {
  const { link, far, open } = play(rateLimit({ messages: 1, per: 1000 }))
  open()
  far.slow(7)
  expect(link.buffered()).toBe(7)
  void link.send({ data: 1 })
  expect(link.buffered()).toBe(7)
  far.drop()
  expect(link.takes()).toBe('nothing')
})

test('takes no more than the link itself does', () => {
  const { link, open, take } = play(rateLimit({ messages: 2, per: 1000 }))
  open()
  const seen = (['heartbeats', 'nothing'] as const).map((what) => {
    take(what)
    return link.takes()
  })
  expect(seen).toEqual(['heartbeats', 'nothing'])
})

test('starts every link with a full bucket, whenever it opens', async () => {
  const wrapper = rateLimit({ messages: 2, per: 1000 })
  for (const { clock, link, open } of [play(wrapper), play(wrapper)]) {
    await clock.advance(60_000)
    open()
    void link.send({ data: 1 })
    expect(link.takes()).toBe('messages')
    void link.send({ data: 2 })
    expect(link.takes()).toBe('heartbeats')
  }
})

test('holds back no beat, and counts it', async () => {
  const limited = rateLimit({ messages: 1, per: 1000 })
  const { clock, link, far, open } = play((transport) => heartbeat({ interval: 500 })(limited(transport)))
  open()
  void link.send({ data: 1 })
  await clock.advance(500)
  expect(far.sent).toEqual([{ data: 1 }, { event: 'ping', data: undefined }])
  await clock.advance(1499)
  expect(link.takes()).toBe('heartbeats')
  await clock.advance(1)
  expect(link.takes()).toBe('messages')
})

test('two limits, one per second and one per minute, hold both', async () => {
  const slow = rateLimit({ messages: 3, per: 60_000 })
  const { clock, link, open, transport } = play((inner) => rateLimit({ messages: 2, per: 1000 })(slow(inner)))
  open()
  const seen: string[] = []
  for (let second = 0; second < 2; second += 1) {
    while (link.takes() === 'messages') {
      void link.send({ data: second })
      seen.push(`sent in second ${second}`)
    }
    await clock.advance(1000)
  }
  expect(seen).toEqual(['sent in second 0', 'sent in second 0', 'sent in second 1'])
  expect(transport.settings).toEqual({
    'wrappers: rateLimit': [
      { messages: 3, per: 60_000 },
      { messages: 2, per: 1000 },
    ],
  })
})

test.each([
  { messages: NaN, per: 1000 },
  { messages: 0, per: 1000 },
  { messages: -1, per: 1000 },
  { messages: 0.5, per: 1000 },
  { messages: Infinity, per: 1000 },
  { messages: 1, per: NaN },
  { messages: 1, per: 0 },
  { messages: 1, per: -1000 },
  { messages: 1, per: Infinity },
  { messages: '20' as unknown as number, per: 1000 },
  { messages: 20 } as unknown as { messages: number; per: number },
])('refuses %o when it is made, in a sentence', (options) => {
  expect(() => rateLimit(options)).toThrow(
    expect.objectContaining({
      name: 'WireError',
      code: 'invalid-option',
      message: expect.stringMatching(
        /^invalid-option: Expected rateLimit\(\{ (messages|per) \}\) to be .*\. Got .+\.$/,
      ),
    }),
  )
})

test('says what its users have to agree on', () => {
  const { transport } = play(rateLimit({ messages: 1, per: 1000 }), { settings: { codec: 'json' } })
  expect(transport.settings).toEqual({ codec: 'json', 'wrappers: rateLimit': { messages: 1, per: 1000 } })
})

test('lets everything else through', () => {
  const { transport, link, far, log, open, learn, answer } = play(rateLimit({ messages: 1, per: 1000 }), {
    key: 'mine',
    awaited: ['1'],
  })
  learn({ url: 'x' })
  open({ recovered: true })
  far.message('A')
  answer({ to: '1', data: 'yes' })
  answer({ to: '1', data: 'again' })
  far.garble()
  link.probe?.()
  link.close({ kind: 'user' })
  expect(transport).toMatchObject({ name: 'fake', identity: { parts: { label: 'mine' } }, does: { heartbeat: false } })
  expect(log).toEqual([
    'learned {"url":"x"}',
    'opened {"recovered":true}',
    'received A',
    'answered 1',
    'received reply',
    'invalid cannot-decode',
    'probe',
    'close link: user',
  ])
})

test('does the same between wrappers that spread', () => {
  const { link, far, open } = play((inner) => spreading(rateLimit({ messages: 1, per: 1000 })(spreading(inner))))
  const seen = [link.takes()]
  open()
  seen.push(link.takes())
  far.slow(7)
  void link.send({ data: 1 })
  seen.push(link.takes())
  expect([seen, link.buffered(), far.sent]).toEqual([['nothing', 'messages', 'heartbeats'], 7, [{ data: 1 }]])
})
