import type { CloseReason } from '../../transport/closeReason'
import { inDevelopment } from '../../transport/development'
import { numberOption } from '../../transport/numberOption'
import { ask } from './ask'
import { incompleteError, missingError, tooLargeError } from './errors'
import { warnOfOtherContent } from './hints'
import { createIdleTimer } from './idleTimer'
import { createStreamParser } from './parser'
import { refusalOf } from './refusal'
import { rememberEventId, rememberReconnectionTime } from './resume'
import type { EventSourceOptions, Stream, StreamInit } from './stream'

declare const process: { env: { NODE_ENV?: string } }

/** In the memory of a connection: its request was made before. */
const wasSent = 'sent'

/** Reads a stream with `fetch` until it ends. Rejects with what `fetch` and the stream reject with. */
export async function fetchStream(stream: Stream, init: StreamInit): Promise<void> {
  const { href, options, maxEventSize, memory, clock, signal, sink, received, ended } = stream
  const fetch: EventSourceOptions['fetch'] = options.fetch ?? globalThis.fetch
  if (!fetch) return ended({ kind: 'unsupported', verdict: 'fail', error: missingError('fetch') })
  if (givesWholeBodies(fetch)) return ended({ kind: 'unsupported', verdict: 'fail', error: missingError('streaming') })

  const isRepeatable = init.method === 'GET'
  const isHidden = globalThis.document?.visibilityState === 'hidden'
  // Do not repeat a POST while nobody can see the answer.
  if (!isRepeatable && memory.has(wasSent) && isHidden) return ended({ kind: 'page-hidden' })
  memory.set(wasSent, true)

  const answer = await ask(fetch, stream, init)
  if ('kind' in answer) return ended(answer)
  const { response, info, keepReadable } = answer
  if (signal.aborted) return void response.body?.cancel().catch(() => {})
  const refusal = refusalOf(response, clock)
  if (refusal) {
    keepReadable()
    ended(refusal)
    return inDevelopment(
      () =>
        process.env.NODE_ENV !== 'production' &&
        refusal.kind === 'content-type' &&
        warnOfOtherContent(href, response.headers.get('content-type') ?? 'none'),
    )
  }
  const { body } = response
  // Old platforms give no stream, and some packages one of another kind.
  if (typeof body?.getReader !== 'function')
    return ended({ kind: 'unsupported', verdict: 'fail', error: missingError('streaming') })

  const parser = createStreamParser(
    {
      checkpoint: (id) => rememberEventId(memory, id),
      event: received,
      retry: (milliseconds) => rememberReconnectionTime(memory, milliseconds),
    },
    maxEventSize,
  )
  // A listener may close the connection: the events after that are for the next link, which asks for them.
  signal.addEventListener('abort', parser.stop)
  const idleTimer = createIdleTimer(clock, numberOption('idleTimeout', options.idleTimeout, Infinity), () =>
    ended({ kind: 'heartbeat-timeout' }),
  )
  signal.addEventListener('abort', idleTimer.stop)
  sink.opened(info)
  const reader = body.getReader()
  // A `fetch` of the user's own may not know of the signal.
  signal.addEventListener('abort', () => void reader.cancel().catch(() => {}))
  for (;;) {
    const chunk = await reader.read()
    if (signal.aborted) return
    if (chunk.done) return ended(isRepeatable ? { kind: 'peer' } : endOfAnswer(options))
    idleTimer.heard()
    if (!parser.read(chunk.value)) return ended({ kind: 'peer', verdict: 'fail', error: tooLargeError(maxEventSize) })
  }
}

/** An answer that has a last event of its own, and ends without it, is not whole. */
function endOfAnswer({ end }: EventSourceOptions): CloseReason {
  return end === undefined ? { kind: 'ended' } : { kind: 'peer', verdict: 'fail', error: incompleteError() }
}

/**
 * Whether it is the polyfill that React Native has: its answer comes when the body is complete, which that of a stream never is.
 * https://github.com/JakeChampion/fetch/blob/main/fetch.js
 */
function givesWholeBodies(fetch: object): boolean {
  return 'polyfill' in fetch && fetch.polyfill === true
}
