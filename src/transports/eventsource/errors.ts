import { saidBy, textOf, WireError } from '../../transport/error'
import { shownAddress } from '../../transport/identityTexts'

declare const process: { env: { NODE_ENV?: string } }

/** Nothing can be sent over a stream. */
export function sendingError(): WireError {
  return new WireError(
    'cannot-send',
    () =>
      process.env.NODE_ENV !== 'production' &&
      'Server-Sent Events only go from the server to the page, but something was to be sent. Send it with fetch(), or use a WebSocket.',
  )
}

/** The address is none. What `URL` and `fetch` throw is left out: they write the whole address into it, tokens included. */
export function addressError(address: unknown): WireError {
  return new WireError('invalid-url', () => {
    if (process.env.NODE_ENV === 'production') return false
    const shown = shownAddress(textOf(address)) || 'something that is no url'
    return `Expected an address such as https://example.com/events, got ${shown}. An address without scheme and host works only on a page, which has them, and one with a user name or password works only with native: send those in headers.`
  })
}

/** A header cannot be sent. What `Headers` throws is left out: it has the value in it, which may be a token. */
export function headersError(): WireError {
  return new WireError(
    'credentials',
    () =>
      process.env.NODE_ENV !== 'production' &&
      'Expected headers whose names and values HTTP allows, but one of them has, for example, a line end in it, or a character beyond ISO-8859-1.',
  )
}

/** The platform lacks what streams are read with. */
export function missingError(name: 'fetch' | 'EventSource' | 'streaming'): WireError {
  return new WireError('unsupported', () => {
    if (process.env.NODE_ENV === 'production') return false
    if (name === 'EventSource')
      return 'This platform has no EventSource: leave the option native out, and fetch is used.'
    const lack = name === 'fetch' ? 'has no fetch' : 'has a fetch that gives no stream'
    return `This platform ${lack}: hand one over as the option fetch, such as the one of expo/fetch in React Native.`
  })
}

/** An event is larger than it may be. */
export function tooLargeError(maxEventSize: number): WireError {
  return new WireError(
    'too-large',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected events of at most ${maxEventSize} characters, but a larger one came. No link follows, since it would come again. Raise maxEventSize if such events are right.`,
  )
}

/** A stream that ends by itself ended without its last event. */
export function incompleteError(): WireError {
  return new WireError(
    'closed',
    () =>
      process.env.NODE_ENV !== 'production' &&
      'Expected the answer to end with its last event, which the option end names, but the server ended it before: it is not whole. To ask again, use another key, so that the readers begin anew: reconnect() would add to what they have.',
  )
}

/** The `fetch` that was given threw, or gave no answer. */
export function functionError(cause: unknown): WireError {
  return new WireError(
    'listener',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected the option fetch to ask the server, but it threw: ${saidBy(cause)}. Its own error is the cause of this one. The connection tries again.`,
    cause,
  )
}

/**
 * The stream could not be asked for, or broke off. What the platform says of it is left out: Deno writes the whole address into it,
 * tokens included.
 */
export function brokenError(cause: unknown): WireError {
  return new WireError(
    'closed',
    () =>
      process.env.NODE_ENV !== 'production' &&
      'Expected an event stream, but it could not be asked for, or broke off: the cause of this error is what fetch said. Look whether the server can be reached, allows this page to ask (CORS), and whether the Content-Security-Policy of the page names the server.',
    cause,
  )
}
