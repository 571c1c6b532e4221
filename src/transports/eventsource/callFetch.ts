import { inDevelopment } from '../../transport/development'
import { functionError } from './errors'
import { warnOfFailedFetch } from './hints'
import type { EventSourceOptions, Stream } from './stream'

declare const process: { env: { NODE_ENV?: string } }

type Fetch = NonNullable<EventSourceOptions['fetch']>
type Question = Parameters<Fetch>[1]

/**
 * Asks with the `fetch` of the stream. Where that is a function of the user's which throws, or gives no answer, it is reported as any
 * other function of theirs. One that rejects may only have been told that the network is down, so that is the end of an attempt.
 */
export async function callFetch(
  fetch: Fetch,
  stream: Stream,
  question: Question,
  signal: AbortSignal,
): Promise<Response> {
  const asked = call(fetch, stream, { ...question, signal })
  const response: unknown = await asked.catch((cause: unknown) => {
    // Without the signal, only the wait for an answer cannot be aborted.
    if (refusesSignal(cause)) return call(fetch, stream, question)
    throw cause
  })
  if (isAnswer(response)) return response
  const cause = new TypeError(`Expected a promise of a Response, got one of ${typeof response}.`)
  stream.sink.failed(cause)
  throw functionError(cause)
}

/** What that `fetch` gives. Rejects with a `WireError` where it throws, and so has asked for nothing. */
async function call(fetch: Fetch, { href, options, sink, clock }: Stream, question: Question): Promise<Response> {
  let answer: Promise<Response>
  try {
    answer = fetch(href, question)
  } catch (cause) {
    sink.failed(cause)
    throw functionError(cause)
  }
  if (!options.fetch) return answer
  // A network takes longer than the task that asks it: whatever fails before that is most likely a mistake in the function.
  let isSameTask = true
  const cancel = clock.after(0, () => (isSameTask = false))
  try {
    return await answer
  } catch (cause) {
    const isMistake = isSameTask && !refusesSignal(cause)
    inDevelopment(() => process.env.NODE_ENV !== 'production' && isMistake && warnOfFailedFetch(options.fetch, cause))
    throw cause
  } finally {
    cancel()
  }
}

/**
 * Test environments may give a page an `AbortController` of another realm than `fetch`, which refuses its signals before it
 * asks: jsdom did under Vitest before version 4.
 */
function refusesSignal(cause: unknown): boolean {
  return cause instanceof TypeError && cause.message.includes('AbortSignal')
}

/** Objects that packages give in the place of a `Response` have its fields. */
function isAnswer(response: unknown): response is Response {
  return typeof response === 'object' && response !== null && 'status' in response && 'headers' in response
}
