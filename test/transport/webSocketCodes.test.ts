import { expect, test } from 'vitest'
import type { Verdict } from '../../src/transport/closeReason'
import { verdictOf } from '../../src/transport/webSocketCodes'

const expected: Record<Verdict, number[]> = {
  retry: [1000, 1001, 1004, 1005, 1006, 1011, 1012, 1014, 1015, 1016, 2999, 3000, 3999, 4408, 4500, 4502, 4504, 4999],
  'retry-slowly': [1013, 4429, 4503],
  'retry-thrice': [1002, 1003, 1007],
  reauthenticate: [4001, 4401],
  fail: [1008, 1009, 1010, 4000, 4002, 4400, 4402, 4403, 4404, 4407, 4409, 4426, 4428, 4430, 4499],
}

for (const [verdict, codes] of Object.entries(expected)) {
  test.each(codes)(`the verdict of %i is ${verdict}`, (code) => {
    expect(verdictOf(code)).toBe(verdict)
  })
}
