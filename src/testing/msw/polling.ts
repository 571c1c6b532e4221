import { HttpHandler, HttpResponse } from 'msw/http'
import type { Pipe } from './engine'
import { isEngine } from './webSocket'

type Open = (pipe: Pipe) => Promise<(packet: string) => void>

/** One client of an engine over HTTP: a request waits until there is something to say. */
interface Session {
  poll(request: Request): Promise<Response>
  post(request: Request): Promise<Response>
}

/** Between the packets of one body. https://socket.io/docs/v4/engine-io-protocol/#packet-encoding */
const separator = '\x1e'

/** An engine of Socket.IO over HTTP. */
export function pollingHandler(origin: string, open: Open): HttpHandler {
  const sessions = new Map<string, Session>()

  function isOurs({ request }: { request: Request }): boolean {
    const url = new URL(request.url)
    const sid = url.searchParams.get('sid')
    return isAt(origin, url) && url.searchParams.get('transport') === 'polling' && (sid === null || sessions.has(sid))
  }

  return new HttpHandler(/^(GET|POST)$/, isOurs, ({ request }) => {
    const url = new URL(request.url)
    const sid = url.searchParams.get('sid') ?? crypto.randomUUID()
    const session = sessions.get(sid) ?? createSession(sid, url, open)
    sessions.set(sid, session)
    return request.method === 'GET' ? session.poll(request) : session.post(request)
  })
}

/** Whether Socket.IO dials a server of this origin; without one, of this page. */
export const isAt = (origin: string, url: URL): boolean =>
  isEngine(url) && url.origin === (origin ? new URL(origin).origin : globalThis.location?.origin)

function createSession(id: string, url: URL, open: Open): Session {
  const over = new AbortController()
  const packets: string[] = []
  let respond: ((response: Response) => void) | null = null
  let isBroken = false

  function flush(): void {
    if (!respond || packets.length === 0) return
    respond(text(packets.splice(0).join(separator)))
    respond = null
  }

  const pipe: Pipe = {
    id,
    url,
    signal: over.signal,
    send(packet) {
      packets.push(packet)
      flush()
    },
    end(code) {
      if (over.signal.aborted) return
      isBroken = code === 1006
      over.abort()
      respond?.(isBroken ? HttpResponse.error() : text('1'))
      respond = null
    },
  }

  const hears = open(pipe)

  return {
    poll: (request) =>
      new Promise((resolve, reject) => {
        if (over.signal.aborted && packets.length === 0) return resolve(gone(isBroken))
        respond = resolve
        hears.catch(reject)
        // Who stops waiting without another word is gone.
        request.signal.addEventListener('abort', () => respond === resolve && pipe.end(1006, ''), { once: true })
        flush()
      }),
    async post(request) {
      if (over.signal.aborted) return gone(isBroken)
      const hear = await hears
      for (const packet of (await request.text()).split(separator)) hear(packet)
      return text('ok')
    },
  }
}

const text = (body: string): Response =>
  new HttpResponse(body, { headers: { 'content-type': 'text/plain; charset=UTF-8' } })

const gone = (isBroken: boolean): Response =>
  isBroken ? HttpResponse.error() : HttpResponse.json({ code: 1, message: 'Session ID unknown' }, { status: 400 })
