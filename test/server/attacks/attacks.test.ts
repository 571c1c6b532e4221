import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, type TestContext, test } from 'vitest'
import type { PresenceServerOptions } from 'wirehooks/server'
import { type Stranger, stopRedis, type Target, targets } from './targets'

afterAll(stopRedis)

const session = (name: string | number): string => `session of ${name}`.padEnd(24, '-')

const entering = (key: string, more: object = {}): object => ({
  kind: 'enter',
  channel: 'board',
  session: session(key),
  version: 1,
  key,
  state: {},
  ...more,
})

const keysIn = async ({ presence }: Target, channel = 'board'): Promise<string[]> =>
  (await presence.who(channel)).map(({ key }) => key).toSorted()

const codes = ({ heard }: Stranger): string[] =>
  heard.flatMap((frame) => (frame.kind === 'refused' ? [frame.code] : []))

const count = ({ heard }: Stranger, kind: string): number => heard.filter((frame) => frame.kind === kind).length

describe.each(Object.entries(targets))('%s', (_, serve) => {
  const attacked = (
    context: Pick<TestContext, 'onTestFinished'>,
    options: PresenceServerOptions = {},
  ): Promise<Target> => serve(options, context)

  describe('bytes that are no WebSocket frame', () => {
    const masked = (first: number, length: number[], data: number[] = []): Uint8Array =>
      Uint8Array.from([first, ...length, 0, 0, 0, 0, ...data])

    test('end their link, and nothing else', async (context) => {
      const target = await attacked(context)
      const ann = await target.stranger()
      ann.say(entering('ann'))
      await ann.hears('state')
      // Text that is no UTF-8; a length of 117 MB; reserved bits; an unknown opcode; a continuation of nothing.
      await target.bytes(masked(0x81, [0x82], [0xc3, 0x28]))
      await target.bytes(masked(0x81, [0xff, 0, 0, 0, 0, 0x07, 0, 0, 0]))
      await target.bytes(masked(0xf1, [0x81], [0x61]))
      await target.bytes(masked(0x83, [0x81], [0x61]))
      await target.bytes(masked(0x80, [0x81], [0x61]))
      ann.say({ kind: 'set', channel: 'board', version: 2, state: { n: 2 } })
      await ann.hears('diff')
      expect(await keysIn(target)).toEqual(['ann'])
    })
  })

  describe('somebody whom the server does not know', () => {
    test.for([undefined, null, ''])(
      'may look on when the server gives %j for a key, and is nobody',
      async (key, context) => {
        const asked: unknown[] = []
        const target = await serve(
          {
            authorize(who) {
              asked.push({ key: who.key, channel: who.channel, action: who.action })
              return true
            },
          },
          context,
        )
        const ann = await target.stranger({ key: 'ann' })
        ann.say(entering('whoever'))
        await ann.hears('state')
        const mallory = await target.stranger({ key })
        mallory.say(entering('ann', { session: session('mallory') }))
        await mallory.hears('refused')
        expect(codes(mallory)).toEqual(['forbidden'])
        mallory.say({ kind: 'watch', channel: 'board' })
        await mallory.hears('state')
        expect(await target.presence.who('board')).toMatchObject([{ key: 'ann', connections: 1 }])
        expect(asked).toEqual([
          { key: 'ann', channel: 'board', action: 'enter' },
          { key: undefined, channel: 'board', action: 'watch' },
        ])
      },
    )

    test('is told of when the server gives a key that is no text', async (context) => {
      const target = await attacked(context)
      const mallory = await target.stranger({ key: 7 as never })
      mallory.say(entering('7'))
      await mallory.hears('refused')
      expect(codes(mallory)).toEqual(['forbidden'])
      expect(String(target.failures[0])).toContain('String(user.id)')
    })

    test('is asked about by the key that counts', async (context) => {
      const asked: unknown[] = []
      const target = await attacked(context, { authorize: ({ key }) => asked.push(key) > 0 })
      const ann = await target.stranger({ key: 'ann' })
      ann.say(entering('admin'))
      await ann.hears('state')
      const bob = await target.stranger()
      bob.say(entering('bob'))
      await bob.hears('state')
      expect(asked).toEqual(['ann', 'bob'])
    })
  })

  describe('what makes no sense', () => {
    test('is refused when a state is no object', async (context) => {
      const target = await attacked(context)
      const [ann, mallory] = [await target.stranger(), await target.stranger()]
      ann.say(entering('ann'))
      await ann.hears('state')
      mallory.say(entering('mallory', { session: session('mallory') }))
      await mallory.hears('state')
      const states = [null, 5, 'x', [1], true, undefined]
      for (const [index, state] of states.entries()) {
        mallory.say(entering(`m${index}`, { state }))
        mallory.say({ kind: 'set', channel: 'board', version: index + 2, state })
      }
      await mallory.hears('refused', 2 * states.length)
      expect(new Set(codes(mallory))).toEqual(new Set(['bad-request']))
      expect(await target.presence.who('board')).toMatchObject([
        { key: 'ann', state: {} },
        { key: 'mallory', state: {} },
      ])
    })

    test('is refused when a state is too large, however large it is', async (context) => {
      const target = await attacked(context)
      const mallory = await target.stranger()
      const sizes = [4097, 40_000, 60_000]
      for (const size of sizes) mallory.say(entering('mallory', { state: { text: 'x'.repeat(size) } }))
      await mallory.hears('refused', sizes.length)
      expect(codes(mallory)).toEqual(sizes.map(() => 'too-large'))
      expect(await keysIn(target)).toEqual([])
    })

    test('is refused in names, or not answered where the channel has none', async (context) => {
      const target = await attacked(context)
      const mallory = await target.stranger()
      const names = ['', 'x'.repeat(257), 'ü'.repeat(129), '\ud800', 7, null, {}, ['board'], true]
      for (const name of names) {
        mallory.say(entering('mallory', { channel: name }))
        mallory.say({ kind: 'watch', channel: name })
      }
      for (const name of names) mallory.say(entering('mallory', { key: name }))
      for (const name of names) mallory.say(entering('mallory', { session: name }))
      for (const name of names) mallory.say(entering('mallory', { ref: name }))
      await mallory.settled()
      expect(codes(mallory)).toEqual([...Array.from({ length: 3 * names.length }, () => 'bad-request'), 'expired'])
      expect(await keysIn(target)).toEqual([])
    })

    test('is refused in versions', async (context) => {
      const target = await attacked(context)
      const mallory = await target.stranger()
      const versions = [-1, 1.5, 2 ** 53, '1', null, [], Number.MAX_VALUE]
      for (const version of versions) mallory.say(entering('mallory', { version }))
      await mallory.hears('refused', versions.length)
      mallory.say(entering('mallory', { version: 0 }))
      await mallory.hears('entered')
      mallory.say(entering('mallory', { version: Number.MAX_SAFE_INTEGER }))
      await mallory.hears('entered', 2)
      expect(codes(mallory)).toEqual(versions.map(() => 'bad-request'))
      expect(await keysIn(target)).toEqual(['mallory'])
    })

    test('cannot be a name that objects have', async (context) => {
      const target = await attacked(context)
      const mallory = await target.stranger()
      for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '}', ' ', 'ü:*\n']) {
        const state = JSON.parse(
          '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
        ) as object
        mallory.say(entering(name, { channel: name, ref: name, session: session('mallory'), state }))
        mallory.say({ kind: 'set', channel: name, ref: name, version: 2, state: { n: 1, ...state } })
        await expect.poll(async () => (await target.presence.who(name))[0]?.state).toMatchObject({ n: 1 })
        expect(await keysIn(target, name)).toEqual([name])
      }
      expect({}).not.toHaveProperty('isAdmin')
    })
  })

  describe('one link', () => {
    test('is one member, however often it changes its session', async (context) => {
      const target = await attacked(context)
      const mallory = await target.stranger()
      for (let index = 0; index < 200; index += 1) mallory.say(entering(`m${index}`))
      await mallory.settled()
      expect(await keysIn(target)).toEqual(['m199'])
    })

    test('leaves no member behind by saying something older', async (context) => {
      const target = await attacked(context)
      const mallory = await target.stranger()
      for (let index = 0; index < 50; index += 1) {
        mallory.say(entering(`m${index}`, { version: 2 }))
        mallory.say(entering(`m${index}`, { version: 1 }))
      }
      await mallory.settled()
      expect(await keysIn(target)).toEqual(['m49'])
    })

    test('is sixteen members of a channel at most, however many refs it has', async (context) => {
      const target = await attacked(context)
      const mallory = await target.stranger()
      for (let index = 0; index < 100; index += 1) mallory.say(entering(`m${index}`, { ref: `ref ${index}` }))
      await mallory.settled()
      expect(await keysIn(target)).toHaveLength(16)
      expect(codes(mallory).filter((code) => code === 'too-many')).toHaveLength(84)
    })

    test('is in 64 channels at most, and looking into channels writes nothing', async (context) => {
      const target = await attacked(context)
      const mallory = await target.stranger()
      for (let index = 0; index < 200; index += 1) mallory.say({ kind: 'watch', channel: `channel ${index}` })
      await mallory.hears('refused', 136)
      await mallory.hears('state', 64)
      expect(new Set(codes(mallory))).toEqual(new Set(['too-many']))
      for (let index = 0; index < 64; index += 1)
        mallory.say({ kind: 'leave', channel: `channel ${index}`, version: 1 })
      // A channel has its place until the `leave` is done.
      await mallory.settled()
      mallory.say({ kind: 'watch', channel: 'one more' })
      await mallory.hears('state', 65)
      await target.presence.who('nowhere')
      expect(await target.keys()).toBe(0)
    })

    test('is ended when it asks far too much at once', async (context) => {
      const target = await attacked(context)
      const mallory = await target.stranger()
      for (let index = 0; index < 5000; index += 1) mallory.say({ kind: 'watch', channel: 'board' })
      await expect.poll(() => mallory.isOpen).toBe(false)
      expect(count(mallory, 'state')).toBeLessThan(300)
    })

    test('is ended when it asks on and reads none of the answers', async (context) => {
      const target = await attacked(context, { grace: 100, ttl: 60_000 })
      const mallory = await target.deafStranger()
      await mallory.say(entering('mallory'))
      await expect.poll(() => keysIn(target)).toEqual(['mallory'])
      // Long names: the kernel takes some megabytes of answers before any of them wait in the server.
      const ref = 'x'.repeat(256)
      for (let said = 0; said < 60_000 && (await keysIn(target)).length > 0; said += 2000)
        for (let index = 0; index < 2000; index += 1) await mallory.say({ kind: 'set', channel: ref, ref })
      await expect.poll(() => keysIn(target)).toEqual([])
    })

    test('has ended for the server as soon as the server ends it, whatever it says and never answers', async (context) => {
      const target = await attacked(context, { grace: 100, ttl: 60_000 })
      const mallory = await target.deafStranger()
      await mallory.say(entering('mallory'))
      await expect.poll(() => keysIn(target)).toEqual(['mallory'])
      for (let index = 0; index < 5000; index += 1) await mallory.say({ kind: 'watch', channel: 'board' })
      await mallory.say(entering('mallory', { version: 2 }))
      await expect.poll(() => keysIn(target)).toEqual([])
      await mallory.say(entering('mallory', { version: 3 }))
      const ann = await target.stranger()
      await ann.settled()
      expect(await keysIn(target)).toEqual([])
    })

    test('that answers no question of `authorize` holds up nobody else', async (context) => {
      const target = await attacked(context, {
        authorize: ({ channel }) => (channel === 'stuck' ? new Promise<boolean>(() => {}) : true),
      })
      const mallory = await target.stranger()
      mallory.say({ kind: 'watch', channel: 'stuck' })
      mallory.say({ kind: 'watch', channel: 'board' })
      await mallory.hears('state')
      expect(mallory.heard).toMatchObject([{ channel: 'board' }])
    })

    test('that changes without end costs the others a few frames', async (context) => {
      const target = await attacked(context, { batch: 50 })
      const [ann, mallory] = [await target.stranger(), await target.stranger()]
      ann.say({ kind: 'watch', channel: 'board' })
      await ann.hears('state')
      mallory.say(entering('mallory'))
      await mallory.hears('entered')
      for (let version = 2; version <= 500; version += 1)
        mallory.say({ kind: 'set', channel: 'board', version, state: { version } })
      await expect
        .poll(async () => (await target.presence.who('board'))[0]?.state, { timeout: 5000 })
        .toEqual({ version: 500 })
      await pause(100)
      expect(count(ann, 'diff')).toBeLessThan(50)
    })
  })

  describe('who comes and is gone in the same moment', () => {
    test('leaves nobody behind', async (context) => {
      const grace = 200
      const target = await attacked(context, { grace, ttl: 60_000 })
      const strangers = await Promise.all(Array.from({ length: 50 }, () => target.stranger()))
      for (const [index, stranger] of strangers.entries()) {
        stranger.say(entering(`m${index}`))
        stranger.leave()
      }
      await pause(2 * grace)
      await expect.poll(() => keysIn(target), { timeout: 5000 }).toEqual([])
    })
  })

  describe('somebody who was put out', () => {
    test('is told, is gone at once for the others, and is asked about anew', async (context) => {
      let isBanned = false
      const target = await attacked(context, { authorize: ({ key }) => !(isBanned && key === 'mallory') })
      const [ann, mallory] = [await target.stranger({ key: 'ann' }), await target.stranger({ key: 'mallory' })]
      ann.say(entering('ann'))
      await ann.hears('state')
      mallory.say(entering('mallory'))
      mallory.say(entering('mallory', { ref: 'second tab', session: session('second tab') }))
      await mallory.hears('entered', 2)
      isBanned = true
      await target.presence.remove('board', 'mallory')
      await mallory.hears('refused', 2)
      expect(codes(mallory)).toEqual(['forbidden', 'forbidden'])
      expect(await keysIn(target)).toEqual(['ann'])
      mallory.say(entering('mallory', { version: 2 }))
      mallory.say({ kind: 'watch', channel: 'board' })
      await mallory.hears('refused', 4)
      expect(codes(mallory)).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden'])
    })
  })
})
