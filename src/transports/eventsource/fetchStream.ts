import { createParser } from 'eventsource-parser'
import { headersError, missingError, tooLargeError } from './errors'
import { createIdleTimer } from './idleTimer'
import { refusalOf } from './refusal'
import { addLastEventId, rememberEventId, rememberReconnectionTime } from './resume'
import { createLineSplitter } from './splitLines'
import type { EventSourceOptions, Stream } from './stream'

/** In the memory of a connection: its request was made before. */
const wasSent = 'sent'

/** What may be made anew for every attempt. */
export type StreamInit = Pick<RequestInit, 'method'> & {
  headers: Record<string, string> | undefined
  body: BodyInit | null | undefined
}

/** Reads a stream with `fetch` until it ends. Rejects with what `fetch` and the stream reject with. */
export async function fetchStream(stream: Stream, init: StreamInit): Promise<void> {
  const { href, options, memory, clock, signal, sink, received, ended } = stream
  const { idleTimeout = Infinity, maxEventBytes = 2 ** 20 } = options
  const fetch: EventSourceOptions['fetch'] = options.fetch ?? globalThis.fetch
  if (!fetch) return ended({ kind: 'unsupported', verdict: 'fail', error: missingError('fetch') })

  const isRepeatable = init.method === 'GET'
  const isHidden = globalThis.document?.visibilityState === 'hidden'
  // Do not repeat a POST while nobody can see the answer.
  if (!isRepeatable && memory.has(wasSent) && isHidden) return ended({ kind: 'page-hidden' })
  memory.set(wasSent, true)

  const request = requestOf(stream, init)
  if (!request) return ended({ kind: 'credentials', error: headersError() })
  const response = await fetch(href, request)
  const refusal = refusalOf(response, clock)
  if (refusal) return ended(refusal)
  if (response.body === undefined)
    return ended({ kind: 'unsupported', verdict: 'fail', error: missingError('streaming') })

  /** Characters of the event that is not complete yet. */
  let pending = 0
  const parser = createParser({
    onRetry: (retry) => rememberReconnectionTime(memory, retry),
    onComment(comment) {
      pending -= comment.length + 2
    },
    onEvent({ id, event, data }) {
      if (id !== undefined) rememberEventId(memory, id)
      received(event, data)
    },
  })
  const idleTimer = createIdleTimer(clock, idleTimeout, () => ended({ kind: 'heartbeat-timeout' }))
  signal.addEventListener('abort', idleTimer.stop)
  sink.opened()
  const splitLines = createLineSplitter()
  const reader = response.body?.getReader()
  let isNewLine = true
  for (;;) {
    // An answer without a body has no reader: it is a stream that has ended.
    const chunk = await reader?.read()
    if (signal.aborted) return
    if (!chunk || chunk.done) return ended({ kind: isRepeatable ? 'peer' : 'ended' })
    idleTimer.heard()
    for (const line of splitLines(chunk.value)) {
      pending = isNewLine && line === '\n' ? 0 : pending + line.length
      isNewLine = line.endsWith('\n')
      if (pending > maxEventBytes) return ended({ kind: 'peer', verdict: 'fail', error: tooLargeError(maxEventBytes) })
      parser.feed(line)
      // A listener may have closed the connection: the events after that are for the next link, which asks for them.
      if (signal.aborted) return
    }
  }
}

/** `undefined` where a header cannot be sent. */
function requestOf({ options, memory, signal }: Stream, init: StreamInit): RequestInit | undefined {
  const headers = headersOf(init.headers)
  if (!headers) return undefined
  headers.set('accept', 'text/event-stream')
  addLastEventId(headers, memory)
  return {
    method: init.method ?? 'GET',
    headers,
    credentials: options.withCredentials ? 'include' : 'same-origin',
    cache: 'no-store',
    signal,
    ...(init.body && { body: init.body }),
  }
}

function headersOf(headers: StreamInit['headers']): Headers | undefined {
  try {
    return new Headers(headers)
  } catch {
    return undefined
  }
}
