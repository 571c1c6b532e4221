/** The far end of one request for a stream. */
export interface ScriptedStream {
  readonly url: string
  readonly init: RequestInit
  readonly headers: Headers
  /** Nobody waits for it any more. */
  readonly isAborted: boolean
  /** Answers: with a stream, or with another status and none. */
  open(status?: number, headers?: Record<string, string>): void
  /** Says something on a stream that is open. */
  say(text: string): void
  end(): void
}

export interface ScriptedStreams {
  readonly all: readonly ScriptedStream[]
  readonly newest: ScriptedStream
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
}

/** A `fetch` without a network, and every request it made. */
export function createStreams(): ScriptedStreams {
  const all: ScriptedStream[] = []

  function request(url: string, init: RequestInit): Promise<Response> {
    let body: ReadableStreamDefaultController<Uint8Array> | undefined
    let isAborted = false
    return new Promise((resolve, reject) => {
      init.signal?.addEventListener('abort', () => {
        isAborted = true
        reject(new DOMException('aborted', 'AbortError'))
        body?.error(new DOMException('aborted', 'AbortError'))
      })
      all.push({
        url,
        init,
        headers: new Headers(init.headers),
        get isAborted() {
          return isAborted
        },
        open(status = 200, headers = {}) {
          const stream = new ReadableStream<Uint8Array>({
            start(controller) {
              body = controller
            },
          })
          const type = { 'content-type': 'text/event-stream' }
          resolve(new Response(status === 200 ? stream : null, { status, headers: { ...type, ...headers } }))
        },
        say: (text) => body?.enqueue(new TextEncoder().encode(text)),
        end: () => body?.close(),
      })
    })
  }

  return {
    all,
    get newest() {
      const newest = all.at(-1)
      if (!newest) throw new Error('No request was made yet')
      return newest
    },
    fetch: request,
  }
}
