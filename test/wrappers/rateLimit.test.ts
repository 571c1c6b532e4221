import { expect, test } from 'vitest'
import { heartbeat } from 'wirehooks/vanilla'
import { createFakeClock } from 'wirehooks/testing'
import { createTokenBucket, rateLimit } from '../../src/wrappers/rateLimit'
import { play } from './support/play'

test('lets a bucketful go at once, then one at a time', async () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { messages: 3, per: 300 })
  const log: number[] = []
  for (let time = 0; time < 350; time += 50) {
    for (; bucket.tokens() >= 1; bucket.take()) log.push(time)
    await clock.advance(50)
  }
  expect(log).toEqual([0, 0, 0, 100, 200, 300])
})

test('holds no more than a bucketful after a long time', async () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { messages: 2, per: 1000 })
  await clock.advance(3_600_000)
  expect(bucket.tokens()).toBe(2)
})

test('takes no notice of the wall clock', () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { messages: 1, per: 1000 })
  bucket.take()
  clock.setDate(clock.date() + 3_600_000)
  expect(bucket.tokens()).toBe(0)
})

test('owes what was taken beyond the last', async () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { messages: 1, per: 1000 })
  for (let count = 0; count < 3; count += 1) bucket.take()
  const seen = [bucket.tokens()]
  for (let second = 0; second < 4; second += 1) {
    await clock.advance(1000)
    seen.push(bucket.tokens())
  }
  expect(seen).toEqual([-2, -1, 0, 1, 1])
})

test('takes only what cannot wait once the bucket is empty, until a token has flowed in', async () => {
  const { clock, link, open } = play(rateLimit({ messages: 2, per: 1000 }))
  expect(link.bufferedAmount).toBe(Infinity)
  open()
  const seen = [link.bufferedAmount]
  for (let count = 0; count < 2; count += 1) {
    void link.send({ data: count })
    seen.push(link.bufferedAmount)
  }
  await clock.advance(499)
  seen.push(link.bufferedAmount)
  await clock.advance(1)
  seen.push(link.bufferedAmount)
  expect(seen).toEqual([0, 0, Number.MAX_VALUE, Number.MAX_VALUE, 0])
})

test('says how full the link is, and that one is gone', () => {
  const { link, far, open } = play(rateLimit({ messages: 1, per: 1000 }))
  open()
  far.slow(7)
  expect(link.bufferedAmount).toBe(7)
  void link.send({ data: 1 })
  far.drop()
  expect(link.bufferedAmount).toBe(Infinity)
})

test('starts every link with a full bucket, whenever it opens', async () => {
  const wrapper = rateLimit({ messages: 2, per: 1000 })
  for (const { clock, link, open } of [play(wrapper), play(wrapper)]) {
    await clock.advance(60_000)
    open()
    void link.send({ data: 1 })
    expect(link.bufferedAmount).toBe(0)
    void link.send({ data: 2 })
    expect(link.bufferedAmount).toBe(Number.MAX_VALUE)
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
  expect(link.bufferedAmount).toBe(Number.MAX_VALUE)
  await clock.advance(1)
  expect(link.bufferedAmount).toBe(0)
})

test('lets everything else through', () => {
  const { transport, link, far, log, open } = play(rateLimit({ messages: 1, per: 1000 }), { key: 'mine' })
  open({ recovered: true })
  far.message('A')
  far.garble()
  link.probe?.()
  link.close({ kind: 'user' })
  expect(transport).toMatchObject({ name: 'fake', key: 'mine', does: { heartbeat: false } })
  expect(log).toEqual(['opened {"recovered":true}', 'received A', 'invalid cannot-decode', 'probe', 'close link: user'])
})
