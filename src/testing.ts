/**
 * Fakes, matchers and recorded sessions, for tests and stories.
 *
 * @module wirehooks/testing
 */

export { resetConnections } from './connection/reset'
export type { FakeHandler } from './testing/answer'
export { createFakeClock, type FakeClock } from './testing/createFakeClock'
export { createFakeNetwork, type FakeNetwork } from './testing/createFakeNetwork'
export { createFakePresence } from './testing/createFakePresence'
export {
  createFakeTransport,
  type FakeServerOptions,
  type FakeTransport,
  type FakeTransportOptions,
} from './testing/createFakeTransport'
export type { FakeLink, FakeNetworkOptions } from './testing/fakeLink'
export type { FakePerson, FakePresence } from './testing/presence/people'
export { type AsymmetricMatcher, type WireMatcher, type WireMatchers, wireMatchers } from './testing/matchers'
export type { DiffColors, EqualityTester, HintParts, MatcherContext, MatcherResult } from './testing/matchers/runner'
export {
  type RecordOptions,
  recordSession,
  type ReplayOptions,
  replaySession,
  type Session,
  type SessionEvent,
  type SessionRecorder,
} from './testing/session'
