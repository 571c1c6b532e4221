import { expect, test } from 'vitest'
import { createRetry, type Retry, type RetryOptions } from '../../src/connection/retry'
import { type CloseKind, type CloseReason, verdictOf } from '../../src/transport/closeReason'
import { WireError } from '../../src/transport/error'

/** Every draw is a half: the delays are 600, 1100, 2100, 4100, 8100 and then 10,100. */
function createHalfRetry(options: RetryOptions = {}): Retry {
  return createRetry({ clock: { random: () => 0.5 }, options: () => options, failed() {} })
}

const peer = (code: number): CloseReason => ({ kind: 'peer', code, verdict: verdictOf(code) })

/** The uptime of a link that never opened. */
const never = -Infinity

function delays(retry: Retry, codes: number[], uptime = never): (number | null)[] {
  return codes.map((code) => retry.next(peer(code), uptime))
}

test('waits longer after each failure, and counts them', () => {
  const retry = createHalfRetry()
  expect(delays(retry, [1006, 1000, 1012, 1001, 3000, 1006, 1006])).toEqual([
    600, 1100, 2100, 4100, 8100, 10_100, 10_100,
  ])
  expect(retry.failures).toBe(7)
})

test('starts over after a link that was open for minUptime, and not before', () => {
  const retry = createHalfRetry()
  expect([
    retry.next(peer(1006), never),
    retry.next(peer(1006), 4999),
    retry.next(peer(1006), 5000),
    retry.next(peer(1006), never),
    retry.next(peer(1006), 0),
  ]).toEqual([600, 1600, 600, 1100, 3100])
})

test('takes another minUptime', () => {
  const retry = createHalfRetry({ backoff: { minUptime: 100 } })
  expect([retry.next(peer(1006), never), retry.next(peer(1006), 100), retry.next(peer(1006), 99)]).toEqual([
    600, 600, 1600,
  ])
})

test('a reset forgets everything', () => {
  const retry = createHalfRetry()
  delays(retry, [1002, 1002, 4401])
  retry.reset()
  expect([retry.failures, retry.refresh]).toEqual([0, false])
  expect(delays(retry, [1002, 1002, 1002, 1002])).toEqual([600, 1100, 2100, null])
})

test('fetches credentials again once', () => {
  const retry = createHalfRetry()
  const refreshes = [retry.refresh]
  const answers = [4401, 4001].map((code) => {
    const delay = retry.next(peer(code), never)
    refreshes.push(retry.refresh)
    return delay
  })
  expect([answers, refreshes]).toEqual([
    [600, null],
    [false, true, true],
  ])
})

test('fetches credentials again once more after a link that was fine', () => {
  const retry = createHalfRetry()
  expect([retry.next(peer(4401), never), retry.next(peer(4401), 5000), retry.next(peer(4401), never)]).toEqual([
    600,
    600,
    null,
  ])
})

test('a link that is refused right after it opened was not fine', () => {
  const retry = createHalfRetry()
  expect([retry.next(peer(4401), 0), retry.next(peer(4401), 0)]).toEqual([850, null])
})

test('tries three times what three times may help', () => {
  expect(delays(createHalfRetry(), [1002, 1003, 1006, 1007, 1002])).toEqual([600, 1100, 2100, 4100, null])
})

test('gives up at once where trying again cannot help', () => {
  expect([1008, 1009, 1010, 4000, 4403].map((code) => createHalfRetry().next(peer(code), never))).toEqual(
    Array.from({ length: 5 }, () => null),
  )
})

test('leaves an overloaded server alone for 2 s, and draws on top', () => {
  expect(delays(createHalfRetry(), [1013, 4429, 4503])).toEqual([2600, 3100, 4100])
})

test('waits as long as the server asks, and draws on top', () => {
  const retry = createHalfRetry()
  expect(retry.next({ ...peer(1012), retryAfter: 5000 }, never)).toBe(5600)
  expect(retry.next({ ...peer(1013), retryAfter: 500 }, never)).toBe(3100)
})

test('waits as long as the server asked when its link fell silent, too', () => {
  const silent = { kind: 'heartbeat-timeout', retryAfter: 5000 } as const
  const retry = createHalfRetry()
  expect([retry.next(silent, 60_000), retry.next(silent, 3000)]).toEqual([5000, 6600])
})

test('tries again where the transport has no opinion, whatever the code', () => {
  const kinds: CloseKind[] = ['peer', 'content-type', 'connect-timeout', 'handshake', 'credentials', 'page-hidden']
  expect(kinds.map((kind) => createHalfRetry().next({ kind, code: 4404 }, never))).toEqual(kinds.map(() => 600))
})

test('an address that can never work is not tried again', () => {
  const reason: CloseReason = { kind: 'invalid-url', error: new WireError('invalid-url') }
  expect(createHalfRetry().next(reason, never)).toBeNull()
})

test('being signed out ends it, whoever says so; any other error of theirs does not', () => {
  const kinds: CloseKind[] = ['credentials', 'handshake']
  const unauthorized = new WireError('unauthorized')
  expect(kinds.map((kind) => createHalfRetry().next({ kind, error: unauthorized }, never))).toEqual([null, null])
  const other = new WireError('credentials')
  expect(kinds.map((kind) => createHalfRetry().next({ kind, error: other }, never))).toEqual([600, 600])
})

test('the text never matters', () => {
  const texts = ['4401', 'unauthorized', '{"code":4001}', 'retry']
  expect(texts.map((reason) => createHalfRetry().next({ ...peer(1006), reason }, never))).toEqual(texts.map(() => 600))
  expect(texts.map((reason) => createHalfRetry().next({ ...peer(4403), reason }, never))).toEqual(texts.map(() => null))
})

test('does not come back to what has ended, unless it is told to', () => {
  expect(createHalfRetry().next({ kind: 'ended' }, 60_000)).toBeNull()
  expect(createHalfRetry({ shouldReconnect: () => true }).next({ kind: 'ended' }, 60_000)).toBe(600)
})

test('gives up after as many attempts as it was told', () => {
  expect(delays(createHalfRetry({ backoff: { attempts: 2 } }), [1006, 1006, 1006])).toEqual([600, 1100, null])
  expect(delays(createHalfRetry({ backoff: { attempts: 0 } }), [1006])).toEqual([null])
})

test('counts attempts in a row', () => {
  const retry = createHalfRetry({ backoff: { attempts: 1 } })
  expect([retry.next(peer(1006), never), retry.next(peer(1006), 5000), retry.next(peer(1006), never)]).toEqual([
    600,
    600,
    null,
  ])
})

test('lets shouldReconnect overrule the verdict, but not the limits', () => {
  const reasons: CloseReason[] = []
  const retry = createHalfRetry({
    backoff: { attempts: 2 },
    shouldReconnect(reason) {
      reasons.push(reason)
      return { 1008: true, 1000: false }[reason.code ?? 0]
    },
  })
  expect(delays(retry, [1008, 1000, 1013, 1008])).toEqual([600, null, 3100, null])
  expect(reasons).toEqual([1008, 1000, 1013, 1008].map(peer))
})

test('asks for the newest options every time', () => {
  let options: RetryOptions = {}
  const retry = createRetry({ clock: { random: () => 0.5 }, options: () => options, failed() {} })
  expect(retry.next(peer(1006), never)).toBe(600)
  options = { backoff: { initialDelay: 100 } }
  expect(retry.next(peer(1006), never)).toBe(200)
})

test('dials at once after a good link that fell silent, but not twice', () => {
  const retry = createHalfRetry()
  expect([
    retry.next({ kind: 'heartbeat-timeout' }, 60_000),
    retry.next({ kind: 'heartbeat-timeout' }, 3000),
    retry.next({ kind: 'connect-timeout' }, never),
  ]).toEqual([0, 1600, 2100])
})
