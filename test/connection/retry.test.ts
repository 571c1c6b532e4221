import * as fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createRetry, type Retry, type RetryOptions } from '../../src/connection/retry'
import type { CloseKind, CloseReason, Verdict } from '../../src/transport/closeReason'
import { verdictOf } from '../../src/transport/webSocketCodes'
import { WireError } from '../../src/transport/error'
import { type Client, createClient, createRandom, delayOf } from './support/outage'
import { type Scene, setUpOpen } from './support/setUp'

const day = 86_400_000

type Answer = ReturnType<Retry['ended']>

const peer = (code: number): CloseReason => ({ kind: 'peer', code, verdict: verdictOf(code) })
const gone = peer(1006)

/**
 * Attempts that fail in one moment. Every draw is a half, so they wait 600 ms, and then 850 ms: the outage lasts no longer
 * than initialDelay.
 */
function fails({ retry }: Client, ...codes: number[]): Answer[] {
  return codes.map((code) => retry.ended(peer(code)))
}

/** A link that is usable for so long. */
function lives({ retry, pass }: Client, uptime: number, reason: CloseReason = gone): Answer {
  retry.opened()
  pass(uptime)
  return retry.ended(reason)
}

afterEach(() => vi.restoreAllMocks())

describe('how long to wait', () => {
  test('grows with the length of the outage, and the failures are counted', () => {
    const client = createClient({}, () => 1)
    const delays = Array.from({ length: 8 }, () => {
      const delay = delayOf(client.retry.ended(gone))
      client.pass(delay)
      return delay
    })
    expect(delays).toEqual([1100, 1200, 2400, 4800, 9600, 19_200, 20_100, 20_100])
    expect(client.retry.failures).toBe(8)
  })

  test('stays short while the outage is short, however many attempts failed', () => {
    const client = createClient()
    expect(fails(client, 1006, 1000, 1012, 1001, 3000)).toEqual([600, 850, 850, 850, 850])
  })

  test('stays short after few failures, however long each took', () => {
    const client = createClient()
    const delays = Array.from({ length: 4 }, () => {
      client.pass(600_000)
      return client.retry.ended({ kind: 'connect-timeout' })
    })
    expect(delays).toEqual([600, 1600, 3100, 6100])
  })

  test('starts over after a link that was usable for minUptime, and not before', () => {
    const client = createClient()
    expect([
      ...fails(client, 1006),
      lives(client, 4999),
      lives(client, 5000),
      ...fails(client, 1006),
      lives(client, 0),
    ]).toEqual([600, 1600, 600, 850, 3100])
  })

  test('takes another minUptime', () => {
    const client = createClient({ backoff: { minUptime: 100 } })
    expect([...fails(client, 1006), lives(client, 100), lives(client, 99)]).toEqual([600, 600, 1600])
  })

  test('leaves an overloaded server alone for 2 s, and draws on top', () => {
    expect(fails(createClient(), 1013, 4429, 4503)).toEqual([2600, 2850, 2850])
  })

  test('waits as long as the server asks, and draws on top', () => {
    const { retry } = createClient()
    expect(retry.ended({ ...peer(1012), retryAfter: 5000 })).toBe(5600)
    expect(retry.ended({ ...peer(1013), retryAfter: 500 })).toBe(2850)
  })

  test('dials at once after a good link that fell silent, but not twice', () => {
    const client = createClient()
    expect([
      lives(client, 60_000, { kind: 'heartbeat-timeout' }),
      lives(client, 3000, { kind: 'heartbeat-timeout' }),
      client.retry.ended({ kind: 'connect-timeout' }),
    ]).toEqual([0, 1600, 2350])
  })

  test('does not dial at once after a link that fell silent before minUptime', () => {
    expect(lives(createClient(), 4999, { kind: 'heartbeat-timeout' })).toBe(850)
  })

  test('waits as long as the server asked when its link fell silent, too', () => {
    const client = createClient()
    const silent = { kind: 'heartbeat-timeout', retryAfter: 5000 } as const
    expect([lives(client, 60_000, silent), lives(client, 3000, silent)]).toEqual([5000, 6600])
  })

  test('asks for the newest options every time', () => {
    let options: RetryOptions = {}
    const clock = { now: () => 0, random: () => 0.5 }
    const retry = createRetry({ clock, network: {}, options: () => options, failed() {} })
    expect(retry.ended(gone)).toBe(600)
    options = { backoff: { initialDelay: 100 } }
    expect(retry.ended(gone)).toBe(175)
  })

  test('the text never matters', () => {
    const texts = ['4401', 'unauthorized', '{"code":4001}', 'retry']
    expect(texts.map((reason) => createClient().retry.ended({ ...gone, reason }))).toEqual(texts.map(() => 600))
    expect(texts.map((reason) => createClient().retry.ended({ ...peer(4403), reason }))).toEqual(
      texts.map(() => 'give-up'),
    )
  })
})

describe('every delay is finite and bounded', () => {
  test('an initialDelay of 0 goes on for ever, and grows', () => {
    const client = createClient({ backoff: { initialDelay: 0 } })
    for (let failure = 0; failure < 3000; failure += 1) {
      const delay = delayOf(client.retry.ended(gone))
      expect(delay).toBeGreaterThanOrEqual(100)
      expect(delay).toBeLessThanOrEqual(20_100)
      client.pass(delay)
    }
    expect(client.retry.ended(gone)).toBe(15_100)
  })

  test.each([
    [Number.NaN, 0],
    [-5000, 0],
    [-Infinity, 0],
    [Number('9'.repeat(400)), day],
    [Number('9'.repeat(300)), day],
    [2 ** 31, day],
  ])('a peer that asks for %d ms is left alone for %i ms', (retryAfter, least) => {
    const client = createClient()
    expect(client.retry.ended({ ...gone, retryAfter })).toBe(least + 600)
    expect(client.retry.wake('spread')).toBe(least + 250)
    expect(lives(client, 60_000, { kind: 'heartbeat-timeout', retryAfter })).toBe(least)
  })

  const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -1))
  const verdict = fc.constantFrom<Verdict>('retry', 'retry-slowly', 'retry-thrice', 'reauthenticate', 'fail')
  const kind = fc.constantFrom<CloseKind>('peer', 'heartbeat-timeout', 'connect-timeout', 'handshake', 'page-hidden')
  const step = fc.record({ kind, verdict, retryAfter: number, opens: fc.boolean(), uptime: fc.nat({ max: 20_000 }) })
  const backoff = fc.record(
    { initialDelay: number, factor: number, maxDelay: number, minUptime: number, delay: number },
    { requiredKeys: [] },
  )

  test('whatever the options and the peer say', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    fc.assert(
      fc.property(backoff, fc.boolean(), fc.array(step), (backoff, isFunction, steps) => {
        const { delay = 0 } = backoff
        const options = isFunction ? { ...backoff, delay: () => delay } : backoff
        const { retry, pass } = createClient({ backoff: options, shouldReconnect: () => true })
        for (const { opens, uptime, ...reason } of steps) {
          if (opens) retry.opened()
          pass(uptime)
          const answer = retry.ended(reason)
          expect(answer === 'when-woken').toBe(reason.kind === 'page-hidden')
          for (const delay of [answer, retry.wake('spread'), retry.wake('spread')]) {
            if (typeof delay === 'string') continue
            expect(delay).toBeGreaterThanOrEqual(0)
            expect(delay).toBeLessThanOrEqual(2 * day + 100)
          }
        }
      }),
    )
  })
})

describe('a link is good by the time since it was usable', () => {
  test('a handshake that stalls for longer than minUptime is no uptime', () => {
    const client = createClient()
    const delays = Array.from({ length: 4 }, () => {
      client.pass(6000)
      return client.retry.ended({ kind: 'handshake' })
    })
    expect([delays, client.retry.failures]).toEqual([[600, 1600, 3100, 6100], 4])
  })

  test('dials at most 40 times in 10 minutes when every handshake stalls for 6 s', () => {
    const { retry, now, pass } = createClient()
    let dials = 0
    for (; now() < 600_000; dials += 1) {
      pass(6000)
      pass(delayOf(retry.ended({ kind: 'connect-timeout' })))
    }
    expect(dials).toBeLessThanOrEqual(40)
  })

  test('attempts are counted when every handshake stalls', () => {
    const client = createClient({ backoff: { attempts: 3 } })
    const answers = Array.from({ length: 4 }, () => {
      client.pass(60_000)
      return client.retry.ended({ kind: 'connect-timeout' })
    })
    expect(answers.at(-1)).toBe('give-up')
  })

  test('credentials that are refused six seconds into every handshake are fetched again once', () => {
    const client = createClient()
    const answers = Array.from({ length: 2 }, () => {
      client.pass(6000)
      return client.retry.ended(peer(4401))
    })
    expect(answers).toEqual([600, 'give-up'])
  })

  test('what a transport mends by itself is no uptime', () => {
    const client = createClient()
    fails(client, 1006)
    client.retry.opened()
    client.pass(1000)
    client.retry.interrupted()
    client.pass(60_000)
    expect([client.retry.ended(gone), client.retry.failures]).toEqual([1600, 2])
  })

  test('a link that was mended is as good as its last uptime', () => {
    const client = createClient()
    client.retry.opened()
    client.pass(60_000)
    client.retry.interrupted()
    client.pass(1000)
    client.retry.opened()
    client.pass(1000)
    expect(client.retry.ended(gone)).toBe(850)
  })

  test('a link that was good before it was interrupted makes the failures before it forgotten', () => {
    const client = createClient()
    fails(client, 1006, 1006)
    client.retry.opened()
    client.pass(5000)
    client.retry.interrupted()
    expect(client.retry.failures).toBe(0)
  })

  test('the end of one link says nothing about the next', () => {
    const client = createClient()
    lives(client, 1000)
    client.pass(60_000)
    fails(client, 1006)
    expect(client.retry.failures).toBe(2)
  })
})

describe('whether to try again', () => {
  test('fetches credentials again once', () => {
    const { retry } = createClient()
    const refreshes = [retry.refresh]
    const answers = [4401, 4001].map((code) => {
      const answer = retry.ended(peer(code))
      refreshes.push(retry.refresh)
      return answer
    })
    expect([answers, refreshes]).toEqual([
      [600, 'give-up'],
      [false, true, true],
    ])
  })

  test('fetches credentials again once more after a link that was fine', () => {
    const client = createClient()
    expect([...fails(client, 4401), lives(client, 5000, peer(4401)), ...fails(client, 4401)]).toEqual([
      600,
      600,
      'give-up',
    ])
  })

  test('a link that is refused right after it opened was not fine', () => {
    const client = createClient()
    expect([lives(client, 0, peer(4401)), lives(client, 0, peer(4401))]).toEqual([850, 'give-up'])
  })

  test.each([0, 1, 4999, 60_000])('nor was one with a minUptime of %i', (minUptime) => {
    const client = createClient({ backoff: { minUptime } })
    expect([lives(client, 4999, peer(4401)), lives(client, 4999, peer(4401))].at(-1)).toBe('give-up')
  })

  test('a link that was usable for 5 s was fine, also with a longer minUptime', () => {
    const client = createClient({ backoff: { minUptime: 60_000 } })
    expect([lives(client, 5000, peer(4401)), lives(client, 5000, peer(4401))]).toEqual([850, 1600])
  })

  test('the credentials of a link that was fine are not refused any more', () => {
    const client = createClient()
    fails(client, 4401)
    lives(client, 5000)
    expect(client.retry.refresh).toBe(false)
  })

  test.each([0, 5000])('tries three times what three times may help, with a minUptime of %i', (minUptime) => {
    const client = createClient({ backoff: { minUptime } })
    const answers = [1002, 1003, 1006, 1007, 1002].map((code) => lives(client, 100, peer(code)))
    expect(answers.map((answer) => typeof answer === 'number')).toEqual([true, true, true, true, false])
  })

  test.each([1008, 1009, 1010, 4000, 4403])('gives up at once where trying again cannot help: %i', (code) => {
    expect(fails(createClient(), code)).toEqual(['give-up'])
  })

  test('tries again where the transport has no opinion, whatever the code', () => {
    const kinds: CloseKind[] = ['peer', 'content-type', 'connect-timeout', 'handshake', 'credentials']
    expect(kinds.map((kind) => createClient().retry.ended({ kind, code: 4404 }))).toEqual(kinds.map(() => 600))
  })

  test.each(['ended', 'invalid-url', 'forbidden', 'unsupported', 'conflict'] as const)(
    'does not try again after %s',
    (kind) => {
      expect(createClient().retry.ended({ kind, error: new WireError('refused') })).toBe('give-up')
      expect(lives(createClient(), 60_000, { kind })).toBe('give-up')
    },
  )

  test('tries again after what has ended when shouldReconnect says so', () => {
    expect(lives(createClient({ shouldReconnect: () => true }), 60_000, { kind: 'ended' })).toBe(600)
  })

  test.each(['credentials', 'handshake'] as const)('being signed out in %s ends it, another error does not', (kind) => {
    expect(createClient().retry.ended({ kind, error: new WireError('unauthorized') })).toBe('give-up')
    expect(createClient().retry.ended({ kind, error: new WireError('credentials') })).toBe(600)
  })

  test.each([
    [2, [600, 850, 'give-up']],
    [0, ['give-up', 'give-up', 'give-up']],
    [Infinity, [600, 850, 850]],
  ])('gives up after %d attempts', (attempts, answers) => {
    const client = createClient({ backoff: { attempts } })
    expect(fails(client, 1006, 1006, 1006)).toEqual(answers)
    expect(client.retry.failures).toBe(Math.min(attempts, 3))
  })

  test('counts attempts in a row', () => {
    const client = createClient({ backoff: { attempts: 1 } })
    expect([...fails(client, 1006), lives(client, 5000), ...fails(client, 1006)]).toEqual([600, 600, 'give-up'])
  })

  test('a reset forgets everything', () => {
    const client = createClient()
    fails(client, 1002, 1002, 4401)
    client.retry.ended({ ...gone, retryAfter: 60_000 })
    client.retry.reset()
    expect([client.retry.failures, client.retry.refresh, client.retry.wake('spread')]).toEqual([0, false, 250])
    expect(fails(client, 1002, 1002, 1002, 1002)).toEqual([600, 850, 850, 'give-up'])
  })

  test('lets shouldReconnect overrule the verdict, but not the limits', () => {
    const reasons: CloseReason[] = []
    const client = createClient({
      backoff: { attempts: 2 },
      shouldReconnect(reason) {
        reasons.push(reason)
        return { 1008: true, 1000: false }[reason.code ?? 0]
      },
    })
    expect(fails(client, 1008, 1000, 1013, 1008)).toEqual([600, 'give-up', 2850, 'give-up'])
    expect(reasons).toEqual([1008, 1000, 1013, 1008].map(peer))
  })

  test('reports what shouldReconnect throws, and decides without it', () => {
    const cause = new Error('A bug')
    const client = createClient({
      shouldReconnect() {
        throw cause
      },
    })
    expect(fails(client, 1006, 1008)).toEqual([600, 'give-up'])
    expect(client.failed).toEqual([cause, cause])
  })

  test.each<[string, (restart: () => void) => RetryOptions]>([
    [
      'shouldReconnect',
      (restart) => ({
        shouldReconnect() {
          restart()
          return true
        },
      }),
    ],
    [
      'backoff.delay',
      (restart) => ({
        backoff: {
          delay() {
            restart()
            return 60_000
          },
        },
      }),
    ],
  ])('a fresh start that %s asks for is not touched by the end it was asked about', async (_name, optionsFor) => {
    let restarts = 1
    const restart = (): void => {
      restarts -= 1
      if (restarts === 0) scene.connection.reconnect()
    }
    const scene: Scene = await setUpOpen(optionsFor(restart))
    scene.fake.link.drop(4401)
    expect(scene.fake.links).toHaveLength(2)
    expect(scene.fake.link.context).toMatchObject({ attempt: 0, refresh: false })
    expect(scene.connection.store.getState()).toMatchObject({ attempt: 0, retryAt: null })
    scene.fake.link.open()
    await scene.clock.advance(5000)
    scene.fake.link.drop(4401)
    expect(scene.connection.store.getState().status).toBe('reconnecting')
  })
})

describe('a hidden page', () => {
  const hidden: CloseReason = { kind: 'page-hidden', retryAfter: Infinity }

  test('waits until it is woken, and that is no failure', () => {
    const client = createClient({ backoff: { attempts: 1 } })
    fails(client, 1006)
    expect([client.retry.ended(hidden), client.retry.ended(hidden), client.retry.failures]).toEqual([
      'when-woken',
      'when-woken',
      1,
    ])
    expect(client.retry.wake('spread')).toBe(250)
  })

  test('still does not dial before the peer allows it', () => {
    const { retry, pass } = createClient()
    retry.ended({ ...gone, retryAfter: 60_000 })
    pass(10_000)
    retry.ended(hidden)
    expect(retry.wake('spread')).toBe(50_250)
  })

  test('gives up when shouldReconnect says so', () => {
    expect(createClient({ shouldReconnect: () => false }).retry.ended(hidden)).toBe('give-up')
  })
})

describe('a frozen application', () => {
  test('waits until it runs again, and what ends meanwhile is no failure', () => {
    const client = createClient({ backoff: { attempts: 1 } })
    client.freeze()
    expect(fails(client, 1006, 1006, 1011)).toEqual(['when-woken', 'when-woken', 'when-woken'])
    expect([client.retry.failures, client.retry.wake('at-once')]).toEqual([0, 0])
  })

  test('still gives up what no further attempt can mend', () => {
    const client = createClient()
    client.freeze()
    expect([...fails(client, 4401, 4401), client.retry.ended({ kind: 'invalid-url' })]).toEqual([
      'when-woken',
      'give-up',
      'give-up',
    ])
  })

  test('still does not dial before the peer allows it', () => {
    const { retry, pass, freeze } = createClient()
    freeze()
    retry.ended({ ...gone, retryAfter: 60_000 })
    retry.ended(gone)
    pass(10_000)
    expect(retry.wake('at-once')).toBe(50_250)
  })
})

describe('waking up', () => {
  test.each([0, 0.5, 0.999])('dials within 500 ms (%d)', (random) => {
    const { retry, pass } = createClient({ backoff: { initialDelay: 20_000 } }, () => random)
    pass(delayOf(retry.ended(gone)))
    retry.ended(gone)
    expect(retry.wake('spread')).toBe(random * 500)
  })

  test.each([0, 0.5, 0.999])('is no reason to dial before the peer allows it (%d)', (random) => {
    const { retry, pass } = createClient({}, () => random)
    retry.ended({ ...gone, retryAfter: 60_000 })
    const dials = new Set<number>()
    for (let look = 1; look <= 5; look += 1) {
      pass(2000)
      dials.add(look * 2000 + retry.wake('spread'))
    }
    expect(dials.size).toBe(1)
    for (const at of dials) {
      expect(at).toBeGreaterThanOrEqual(60_000)
      expect(at).toBeLessThan(60_500)
    }
  })

  test('leaves an overloaded server alone for 2 s all the same', () => {
    const { retry, pass } = createClient()
    retry.ended(peer(1013))
    pass(500)
    expect(retry.wake('spread')).toBe(1500 + 250)
  })

  test('of clients that were told to wait equally long, no two dial at once', () => {
    const random = createRandom(1)
    const dials = Array.from({ length: 100 }, () => {
      const { retry } = createClient({ backoff: { initialDelay: 20_000 } }, random)
      retry.ended({ ...gone, retryAfter: 60_000 })
      return retry.wake('spread')
    })
    expect(new Set(dials).size).toBe(100)
  })

  test('never puts off an attempt that is about to be made', () => {
    const { retry, pass } = createClient()
    retry.ended(gone)
    pass(590)
    expect(retry.wake('spread')).toBe(10)
  })

  test('dials once for many signals, and none of them puts it off', () => {
    const { retry, pass } = createClient({ backoff: { initialDelay: 20_000 } })
    retry.ended(gone)
    const waits = Array.from({ length: 5 }, () => {
      const wait = retry.wake('spread')
      pass(50)
      return wait
    })
    expect(waits).toEqual([250, 200, 150, 100, 50])
  })

  test('is spread again when the attempt was to be made while the network was away', () => {
    const { retry, pass } = createClient()
    retry.ended(gone)
    pass(3_600_000)
    expect(retry.wake('spread')).toBe(250)
  })

  test('dials at once where one person woke it up, and what was planned for later is done now', () => {
    const { retry, pass } = createClient({ backoff: { initialDelay: 20_000 } })
    retry.ended(gone)
    expect([retry.wake('spread'), retry.wake('at-once')]).toEqual([250, 0])
    pass(1)
    expect(retry.wake('at-once')).toBe(0)
  })

  test('is spread behind the time that the peer asked for, also where one person woke it up', () => {
    const { retry, pass } = createClient()
    retry.ended({ ...gone, retryAfter: 60_000 })
    pass(10_000)
    expect(retry.wake('at-once')).toBe(50_250)
  })

  test('dials within 500 ms before anything has failed', () => {
    expect(createClient().retry.wake('spread')).toBe(250)
  })
})

describe('backoff.delay', () => {
  test('is waited as it is', () => {
    const client = createClient({ backoff: { delay: 3000 } })
    expect([...fails(client, 1006, 1006), lives(client, 10), ...fails(client, 1006)]).toEqual([3000, 3000, 3000, 3000])
  })

  test('may be a function of the attempt and the reason', () => {
    const asked: [number, CloseReason][] = []
    const client = createClient({
      backoff: {
        delay(attempt, reason) {
          asked.push([attempt, reason])
          return attempt * 1000
        },
      },
    })
    expect(fails(client, 1006, 1012, 1011)).toEqual([1000, 2000, 3000])
    expect(asked).toEqual([
      [1, peer(1006)],
      [2, peer(1012)],
      [3, peer(1011)],
    ])
  })

  test.each([
    [0, 100],
    [-5, 100],
    [-Infinity, 100],
    [60_000, 60_000],
    [1e300, day],
    [Infinity, day],
  ])('that returns %d waits %i ms', (returned, waited) => {
    const client = createClient({ backoff: { delay: () => returned } })
    expect([client.retry.ended(gone), client.failed]).toEqual([waited, []])
  })

  test('that throws is reported, and a random delay is used', () => {
    const cause = new Error('A bug')
    const client = createClient({
      backoff: {
        delay() {
          throw cause
        },
      },
    })
    expect([fails(client, 1006, 1006), client.failed]).toEqual([
      [600, 850],
      [cause, cause],
    ])
  })

  test.each([Number.NaN, '3000', undefined, null, {}, Promise.resolve(3), Symbol('soon')])(
    'that returns no number (%o) is reported, and a random delay is used',
    (returned) => {
      const client = createClient({ backoff: { delay: () => returned as number } })
      expect(client.retry.ended(gone)).toBe(600)
      expect(client.failed).toMatchObject([
        {
          code: 'invalid-option',
          message: expect.stringContaining('Expected backoff.delay to be, or to return, a number of milliseconds, got'),
        },
      ])
    },
  )

  test('comes after what the peer asked for', () => {
    const { retry } = createClient({ backoff: { delay: 3000 } })
    expect([retry.ended({ ...gone, retryAfter: 5000 }), retry.ended(peer(1013))]).toEqual([8000, 5000])
  })

  test('is not asked after a good link that fell silent', () => {
    const client = createClient({ backoff: { delay: 3000 } })
    expect(lives(client, 60_000, { kind: 'heartbeat-timeout' })).toBe(0)
  })

  test('still leaves a link that opened and ended at once the least wait when the page wakes up', () => {
    const client = createClient({ backoff: { delay: 3000 } })
    lives(client, 0)
    expect(client.retry.wake('spread')).toBe(600 + 250)
    const quick = createClient({ backoff: { delay: 200 } })
    lives(quick, 0)
    expect(quick.retry.wake('spread')).toBe(200)
  })

  test.each([Number.NaN, '3000', null, Symbol('soon')])('of %o is reported, and a random delay is used', (delay) => {
    const client = createClient({ backoff: { delay: delay as number } })
    expect(client.retry.ended(gone)).toBe(600)
    expect(client.failed).toMatchObject([{ code: 'invalid-option' }])
  })
})

test('being made asks neither for the time nor for a random number', () => {
  const clock = { now: vi.fn(() => 0), random: vi.fn(() => 0) }
  const retry = createRetry({ clock, network: {}, options: () => ({}), failed() {} })
  retry.reset()
  expect([retry.failures, retry.refresh]).toEqual([0, false])
  expect([clock.now, clock.random].map((asked) => asked.mock.calls)).toEqual([[], []])
})
