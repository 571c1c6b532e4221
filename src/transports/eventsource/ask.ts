import type { CloseReason } from '../../transport/closeReason'
import { inDevelopment } from '../../transport/development'
import type { OpeningInfo } from '../../transport/transport'
import { callFetch } from './callFetch'
import { headersError } from './errors'
import { warnOfBlockedRequest, warnOfRefusedHeader } from './hints'
import {
  addLastEventId,
  answeringOriginOf,
  askOtherwiseNext,
  hasResumed,
  newestEventId,
  rememberAnswer,
  rememberQuestion,
  resumption,
} from './resume'
import type { EventSourceOptions, Stream, StreamInit } from './stream'

declare const process: { env: { NODE_ENV?: string } }

/** What the server answered, whatever it is. */
export interface Answer {
  readonly response: Response
  /** What is known of how the stream goes on. */
  readonly info: OpeningInfo
  /** Lets the answer be read although the attempt has ended. */
  keepReadable(): void
}

type Fetch = NonNullable<EventSourceOptions['fetch']>

/**
 * Asks the server for the stream, from the newest event on. Returns a close reason where a header has a name or a value that
 * HTTP forbids.
 *
 * A server of another origin has to allow the header `Last-Event-ID` (CORS), which the platform's own `EventSource` sends
 * unasked. Where it does not, the browser lets the request fail as if nobody were there. So a request that failed is made
 * once more without that header: then the stream comes back, as it does with `EventSource`, though it does not resume.
 */
export async function ask(fetch: Fetch, stream: Stream, init: StreamInit): Promise<Answer | CloseReason> {
  const { href, options, memory, signal } = stream
  const headers = headersOf(init.headers)
  if (!headers) return { kind: 'credentials', error: headersError() }
  headers.set('accept', 'text/event-stream')
  const request = new AbortController()
  const abort = (): void => request.abort(signal.reason)
  signal.addEventListener('abort', abort)

  async function send(isResuming: boolean): Promise<Answer> {
    const all = new Headers(headers)
    const hasId = isResuming && addLastEventId(all, memory)
    const question = {
      method: init.method,
      // A `fetch` of the user's may add to them as to any object.
      headers: Object.fromEntries(all),
      credentials: options.withCredentials ? 'include' : 'same-origin',
      cache: 'no-store',
      ...(init.body && { body: init.body }),
      // https://fetch.spec.whatwg.org/#dom-requestinit-duplex
      ...(isStream(init.body) && { duplex: 'half' }),
    } as const
    const response = await callFetch(fetch, stream, question, request.signal)
    rememberAnswer(memory, href, response, isResuming)
    const info = newestEventId(memory) && !hasId ? { recovered: false } : {}
    return { response, info, keepReadable: () => signal.removeEventListener('abort', abort) }
  }

  const headerMode = resumption(memory, href, stream.attempt)
  if (headerMode === 'either') rememberQuestion(memory, href)
  try {
    return await send(headerMode !== 'without-header')
  } catch (cause) {
    // A question is not asked twice at once: its body may be used up, and the server may have begun to answer it.
    const canAskAgain = headerMode === 'either' && init.method === 'GET' && !signal.aborted
    if (!canAskAgain) {
      if (headerMode !== 'with-header' && init.method !== 'GET' && !signal.aborted) askOtherwiseNext(memory, href)
      inDevelopment(() => process.env.NODE_ENV !== 'production' && warnOfBlockedRequest(stream, headers))
      throw cause
    }
    const hadResumed = hasResumed(memory, href)
    const answer = await send(false)
    // Where the server has resumed before, it may only have come back between both requests: what was missed is asked for once more.
    if (hadResumed) {
      const resumed = await send(true).catch(() => undefined)
      if (resumed) answer.response.body?.cancel().catch(() => {})
      if (resumed) return resumed
    }
    inDevelopment(() => process.env.NODE_ENV !== 'production' && warnOfRefusedHeader(answeringOriginOf(memory, href)))
    return answer
  }
}

/** Platforms without streams have no such class. */
function isStream(body: StreamInit['body']): boolean {
  return typeof ReadableStream === 'function' && body instanceof ReadableStream
}

function headersOf(headers: StreamInit['headers']): Headers | undefined {
  try {
    return new Headers(headers)
  } catch {
    return undefined
  }
}
