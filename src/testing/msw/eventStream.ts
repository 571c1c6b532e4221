import { HttpHandler, HttpResponse } from 'msw'
import { type MockedAddress, isAt } from './address'
import { isHttpStatus } from './closeCodes'
import { withCorsHeaders } from './cors'
import type { Accept, Wire } from './wire'

/** An MSW handler for requests that want a stream of events, and for no others to the same address. */
class StreamHandler extends HttpHandler {
  /** A copy of the stream that nobody reads would keep the end of the reader from being noticed. */
  override async log({ response }: Parameters<HttpHandler['log']>[0]): Promise<void> {
    await response.body?.cancel()
  }
}

/** Server-Sent Events, for `useEventSource` and for the platform's `EventSource`. */
export function eventStreamHandler(address: MockedAddress, accept: Accept): HttpHandler {
  const isOurs = ({ request }: { request: Request }): boolean => {
    const wanted = request.headers.get('accept') ?? ''
    return wanted.includes('text/event-stream') && isAt(address, new URL(request.url))
  }
  return new StreamHandler(/^(GET|POST)$/, isOurs, async ({ request }) =>
    withCorsHeaders(request, await streamOf(request, accept)),
  )
}

function streamOf(request: Request, accept: Accept): Promise<Response> {
  const over = new AbortController()
  const encoder = new TextEncoder()
  request.signal.addEventListener('abort', () => over.abort(), { once: true })

  return new Promise((respond, reject) => {
    let isOpen = false
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start(given) {
        controller = given
      },
      cancel: () => over.abort(),
    })

    const wire: Wire = {
      kind: 'eventsource',
      url: new URL(request.url),
      request,
      signal: over.signal,
      open() {
        isOpen = true
        const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }
        // A comment: some platforms hold an answer back until there is something in it.
        controller?.enqueue(encoder.encode(':\n\n'))
        respond(new HttpResponse(body, { headers }))
      },
      say: (message) => controller?.enqueue(encoder.encode(textOf(message))),
      // Nobody asks over a stream that goes one way.
      reply() {},
      refuse() {},
      end(code, reason) {
        over.abort()
        if (!isOpen) respond(refusalOf(code, reason))
        else if (code === 1006) controller?.error(new TypeError('The connection broke'))
        else controller?.close()
      },
    }
    accept(wire).catch(reject)
  })
}

function textOf({ event, data, id }: Parameters<Wire['say']>[0]): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data) ?? 'null'}\n\n`
}

/** The answer of HTTP that says what a close code says: 401 for 4401, an error of the network for 1006. */
function refusalOf(code: number, reason: string): Response {
  if (code === 1006) return HttpResponse.error()
  const status = code >= 4000 ? code - 4000 : code
  return new HttpResponse(null, {
    status: isHttpStatus(status) ? status : 503,
    statusText: isHeader(reason) ? reason : '',
  })
}

/** A status line takes no line breaks, and no letters beyond Latin-1. https://fetch.spec.whatwg.org/#concept-status-message */
const isHeader = (text: string): boolean => /^[ -ÿ]*$/.test(text)
