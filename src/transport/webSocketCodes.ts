import type { Verdict } from './closeReason'

/**
 * WebSocket close codes with a decision of their own. All others are retried, except those from 4000 to 4499, after which
 * the connection gives up. Retried are also 1000, 1001, 1005, 1006, 1011, 1012 and 1014: servers, proxies and load balancers
 * close with each of them when they restart. The names of the codes: https://www.iana.org/assignments/websocket/websocket.xhtml
 */
const verdicts: Readonly<Record<number, Verdict>> = {
  1002: 'retry-thrice', // protocol error: a proxy that is broken may be replaced soon, a broken server will not be
  1003: 'retry-thrice', // unsupported data: the same
  1007: 'retry-thrice', // invalid payload: the same
  1008: 'fail', // policy violation: the server refuses this client
  1009: 'fail', // message too big: sending it again would end the same way
  1010: 'fail', // an extension that the client needs is missing: it will be missing again
  1013: 'retry-slowly', // try again later: overloaded
  4001: 'reauthenticate', // unauthorized, as many servers number it
  4401: 'reauthenticate', // unauthorized (HTTP 401): the token is no longer valid
  4408: 'retry', // request timeout (HTTP 408): this client was too slow, and may be faster next time
  4429: 'retry-slowly', // too many requests (HTTP 429)
  4503: 'retry-slowly', // service unavailable (HTTP 503)
}

/** What to do about a WebSocket close code. It looks at the number only: texts change with servers and proxies. */
export function verdictOf(code: number): Verdict {
  // Many servers use 4000 to 4499 as HTTP uses 400 to 499: the request is wrong, and would be wrong again.
  return verdicts[code] ?? (code >= 4000 && code < 4500 ? 'fail' : 'retry')
}
