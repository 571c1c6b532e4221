import { expect, test } from 'vitest'
import type { Verdict } from '../../src/transport/closeReason'
import { verdictOfStatus } from '../../src/transports/eventsource/refusal'

const expected: Record<Verdict, number[]> = {
  retry: [302, 408, 500, 502, 504, 599],
  'retry-slowly': [429, 503],
  'retry-thrice': [],
  reauthenticate: [401, 403],
  fail: [201, 202, 206, 400, 402, 404, 405, 407, 409, 410, 421, 426, 428, 430, 451, 499],
}

for (const [verdict, statuses] of Object.entries(expected)) {
  test.each(statuses)(`the verdict of HTTP status %i is ${verdict}`, (status) => {
    expect(verdictOfStatus(status)).toBe(verdict)
  })
}
