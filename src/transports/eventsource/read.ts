import { createParser } from 'eventsource-parser'
import { WireError } from '../../transport/error'
import { refusalOf } from './http'
import { createLines } from './lines'
import { lastEventId, reconnectionTime, type Stream } from './stream'
import { createWatch } from './watch'

const wasSent = 'sent'

/** What may be made anew for every attempt. */
export type StreamInit = Pick<RequestInit, 'method'> & {
  headers: Record<string, string> | undefined
  body: BodyInit | null | undefined
}

/** Reads a stream with `fetch` until it ends. */
export async function read(stream: Stream, init: StreamInit): Promise<void> {
  const { href, options, memory, clock, signal, sink, received, end } = stream
  const { withCredentials, idleTimeout = Infinity, maxEventBytes = 2 ** 20 } = options
  const isRepeatable = init.method === 'GET'
  if (!isRepeatable && memory.has(wasSent) && globalThis.document?.visibilityState === 'hidden')
    // Becoming visible ends the wait.
    return end({ kind: 'page-hidden', retryAfter: Infinity })
  memory.set(wasSent, true)

  const headers = new Headers(init.headers)
  headers.set('accept', 'text/event-stream')
  const id = memory.get(lastEventId) as string | undefined
  if (id) headers.set(lastEventId, inBytes(id))
  const credentials = withCredentials ? 'include' : 'same-origin'
  const request: RequestInit = { method: init.method ?? 'GET', headers, credentials, cache: 'no-store', signal }
  const response = await (options.fetch ?? fetch)(href, { ...request, ...(init.body ? { body: init.body } : {}) })

  const refusal = refusalOf(response, clock)
  if (refusal) return end(refusal)

  /** Characters of an event that is not complete. */
  let pending = 0
  const parser = createParser({
    onRetry: (retry) => memory.set(reconnectionTime, retry),
    onComment: (comment) => (pending -= comment.length + 2),
    onEvent({ id, event, data }) {
      if (id !== undefined) memory.set(lastEventId, id)
      received(event, data)
    },
  })
  const watch = createWatch(clock, idleTimeout, () => end({ kind: 'heartbeat-timeout' }))
  signal.addEventListener('abort', watch.stop)
  sink.opened()
  const linesOf = createLines()
  const reader = response.body?.getReader()
  let isNewLine = true
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (signal.aborted) return
    if (done) return end({ kind: isRepeatable ? 'peer' : 'ended' })
    watch.heard()
    for (const line of linesOf(value)) {
      pending = isNewLine && line === '\n' ? 0 : pending + line.length
      isNewLine = line.endsWith('\n')
      if (pending > maxEventBytes)
        return end({
          kind: 'peer',
          verdict: 'fail',
          error: new WireError('too-large', `maxEventBytes is ${maxEventBytes}`),
        })
      parser.feed(line)
      // Whoever heard of an event may have ended the link: the next one begins there.
      if (signal.aborted) return
    }
  }
}

/** Headers hold bytes, which EventSource fills with UTF-8. */
function inBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text))
}
