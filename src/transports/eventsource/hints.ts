import { warnOnce } from '../../transport/development'
import { saidBy } from '../../transport/error'
import type { EventSourceOptions, Stream } from './stream'

declare const process: { env: { NODE_ENV?: string } }

/** Development only. */
function say(text: string): void {
  warnOnce(text, () => process.env.NODE_ENV !== 'production' && text)
}

/** Development only: a server of another origin does not allow `Last-Event-ID`. */
export function warnOfRefusedHeader(origin: string): void {
  say(
    `Expected ${origin} to take the header Last-Event-ID from this page, but it answered only when the header was left out: ` +
      'the stream goes on, and what was sent meanwhile is missing. Have that server answer OPTIONS with "access-control-allow-headers: last-event-id".',
  )
}

/** Headers that a page may send to any origin without asking (https://fetch.spec.whatwg.org/#cors-safelisted-request-header). */
const freeHeaders = ['accept', 'accept-language', 'content-language']

/**
 * Development only: a request that failed, and that a server of another origin has to allow. The browser does not tell a
 * page whether the server forbade it or is not there.
 */
export function warnOfBlockedRequest({ href, options, signal }: Stream, headers: Headers): void {
  const page = globalThis.location?.origin
  const { origin } = new URL(href)
  if (page === undefined || page === origin || signal.aborted) return
  const asking = [...headers.keys()].filter((name) => !freeHeaders.includes(name))
  const needs = [
    ...(asking.length > 0 ? [`"access-control-allow-headers: ${[...asking, 'last-event-id'].join(', ')}"`] : []),
    ...(options.withCredentials
      ? [`"access-control-allow-credentials: true" and "access-control-allow-origin: ${page}" in place of *`]
      : []),
  ]
  if (needs.length === 0) return
  say(
    `A request to ${origin} failed: either that server cannot be reached, or it does not allow this page to ask. It has to answer with ${needs.join(', and with ')}.`,
  )
}

/** Development only: the server did not answer in time, or the browser did not tell of its answer. */
export function warnOfNoAnswer(href: string): void {
  const { origin, pathname } = new URL(href)
  say(
    `Expected an answer from ${origin}${pathname} within the connectTimeout, got none. A server that has accepted a stream and has nothing to say yet ` +
      'should write a comment at once (":" and an empty line): many servers send the head of an answer, and Firefox tells a page of it, only with the first byte of its body.',
  )
}

/** Development only: another page came in place of a stream, and the connection goes on trying. */
export function warnOfOtherContent(href: string, type: string): void {
  const { origin, pathname } = new URL(href)
  say(
    `Expected a stream of the content type text/event-stream from ${origin}${pathname}, got ${type}. It is asked for again and again: ` +
      'look at the address, or at what stands between, such as the login page of a network.',
  )
}

/** Development only: the platform's `EventSource` gave up, and does not say why. */
export function warnOfNativeEnd(href: string): void {
  const { origin, pathname } = new URL(href)
  say(
    `EventSource gave up ${origin}${pathname}: the server answered with 204, an error status or another content type, and the platform does not tell which. ` +
      'It is asked for again and again. Leave the option native out to have these told apart.',
  )
}

/** Development only: the `fetch` that was given failed before anything could have been asked. */
export function warnOfFailedFetch(fetch: EventSourceOptions['fetch'], cause: unknown): void {
  if (fetch)
    warnOnce(
      fetch,
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected the option fetch to ask the server, but it failed at once, before a server can have answered: ${saidBy(cause)}. It is called again for the next attempt. The error is closeReason.error.cause.`,
    )
}
