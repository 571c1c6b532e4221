import { expect, test } from 'vitest'
import { credentialsError } from '../../src/transport/credentials'
import { WireError } from '../../src/transport/error'

test('names the option, keeps what was thrown, and says how to stop', () => {
  const cause = new Error('no token yet')
  expect(credentialsError(cause, 'auth')).toMatchObject({
    code: 'credentials',
    cause,
    message:
      'credentials: Expected auth to give what this attempt needs, but it threw: Error: no token yet. The connection tries again, as often as backoff.attempts allows; to make it stop, throw a WireError with the code "unauthorized".',
  })
})

test('leaves a WireError as it is', () => {
  const signedOut = new WireError('unauthorized')
  expect(credentialsError(signedOut, 'url')).toBe(signedOut)
})
