import type { OutgoingMessage } from '../transport/message'

interface MatcherContext {
  readonly isNot?: boolean
  equals(one: unknown, other: unknown): boolean
}

interface MatcherResult {
  readonly pass: boolean
  message(): string
  readonly actual?: unknown
  readonly expected?: unknown
}

/** What `expect` can do once it was extended with `wireMatchers`. */
export interface WireMatchers<Result = unknown> {
  /**
   * Of a fake transport, a server that MSW mocks, or a topic of the fake of Supabase: this event arrived there, with this
   * data if some is given.
   */
  toHaveSent(event: string, data?: unknown): Result
  /** Of a connection, or what a hook returned. */
  toHaveStatus(status: string): Result
  /** Of a fake transport, or a server that MSW mocks: it was dialled anew, at all or so many times. */
  toHaveReconnected(times?: number): Result
}

interface HasSent {
  readonly sent: readonly OutgoingMessage[]
}

interface HasLinks {
  readonly links: readonly { readonly status: string; readonly closedFor?: { readonly kind: string } | null }[]
}

type HasStatus = { readonly store: { getState(): { readonly status: string; readonly closeReason: unknown } } }

/**
 * Matchers for Vitest and Jest.
 *
 * @example
 * expect.extend(wireMatchers)
 * expect(fake).toHaveSent('CHAT', { text: 'hi' })
 */
export const wireMatchers = {
  toHaveSent(this: MatcherContext, fake: HasSent, ...wanted: [event: string, data?: unknown]): MatcherResult {
    const [event, data] = wanted
    const isSame = (message: OutgoingMessage): boolean =>
      message.event === event && (wanted.length < 2 || this.equals(message.data, data))
    return {
      pass: fake.sent.some(isSame),
      message: () =>
        `Expected ${event} ${this.isNot ? 'not ' : ''}to have been sent. ${
          fake.sent.length === 0 ? 'Nothing was.' : `What was, oldest first:\n${fake.sent.map(lineOf).join('\n')}`
        }`,
      actual: fake.sent.filter((message) => message.event === event),
      expected: [wanted.length < 2 ? { event } : { event, data }],
    }
  },

  toHaveStatus(this: MatcherContext, { store }: HasStatus, wanted: string): MatcherResult {
    const { status, closeReason } = store.getState()
    const why = closeReason ? ` The last link ended: ${JSON.stringify(closeReason)}` : ''
    return {
      pass: status === wanted,
      message: () => `Expected the status ${this.isNot ? 'not ' : ''}to be ${wanted}, it is ${status}.${why}`,
      actual: status,
      expected: wanted,
    }
  },

  toHaveReconnected(this: MatcherContext, { links }: HasLinks, times?: number): MatcherResult {
    const count = Math.max(0, links.length - 1)
    const ends = links.map(({ status, closedFor }, index) => `${index + 1}. ${status} ${closedFor?.kind ?? ''}`.trim())
    const wanted = times === undefined ? 'at least once' : `${times} times`
    return {
      pass: times === undefined ? count > 0 : count === times,
      message: () =>
        `Expected ${this.isNot ? 'no reconnect' : `to have reconnected ${wanted}`}, there were ${count}. Links:\n${ends.join('\n')}`,
      actual: count,
      expected: times ?? 1,
    }
  },
}

function lineOf({ event, data }: OutgoingMessage): string {
  return `  ${event ?? '(a whole message)'} ${JSON.stringify(data) ?? ''}`
}
