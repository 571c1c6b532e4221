import type { Status } from '../connection/status'
import type { MatcherContext, MatcherResult } from './matchers/runner'
import { toHaveReconnected } from './matchers/toHaveReconnected'
import { toHaveSent } from './matchers/toHaveSent'
import { type LinkStatus, toHaveStatus } from './matchers/toHaveStatus'

/** `expect.any(String)`, `expect.stringMatching(/…/)` and their like. */
export interface AsymmetricMatcher {
  /** Whether a value is one of those that are meant. */
  asymmetricMatch(value: unknown): boolean
}

/** What `expect` can do once it was extended with `wireMatchers`. */
export interface WireMatchers<Result = unknown> {
  /**
   * Of a fake transport or one of its links, a server or client that MSW mocks, or a topic of the fake of Supabase: this event
   * arrived there, with this data if some is given.
   * @param event `undefined` for a whole message, as `send` sends it.
   */
  toHaveSent(event: string | undefined, data?: unknown): Result
  /**
   * Of a connection, or what a hook returned: its status is this one. Of a fake transport or a server that MSW mocks: its
   * newest link is `dialling`, `open` or `closed`.
   */
  toHaveStatus(status: Status | LinkStatus | AsymmetricMatcher): Result
  /** Of a fake transport, or a server that MSW mocks: it was dialled anew, at all or so many times. */
  toHaveReconnected(times?: number | AsymmetricMatcher): Result
}

/** One of the matchers as `expect.extend` takes it: the runner calls it with what was given to `expect`, and with what the test wrote. */
export type WireMatcher = (this: MatcherContext, received: unknown, ...args: readonly unknown[]) => MatcherResult

/**
 * Matchers for Vitest and Jest.
 *
 * @example
 * expect.extend(wireMatchers)
 * expect(fake).toHaveSent('CHAT', { text: 'hi' })
 */
export const wireMatchers: Readonly<Record<keyof WireMatchers, WireMatcher>> = {
  toHaveSent(received, ...args) {
    return toHaveSent(this, received, args)
  },
  toHaveStatus(received, status) {
    return toHaveStatus(this, received, status)
  },
  toHaveReconnected(received, times) {
    return toHaveReconnected(this, received, times)
  },
}
