import { decodePayload, encodePayload, type Packet } from 'engine.io-parser'
import { HttpHandler, HttpResponse } from 'msw'
import { type Address, isEngineAt } from '../address'
import { allowed } from '../cors'
import type { EngineTransport, Receive } from './engine'

type Open = (transport: EngineTransport) => Promise<Receive>

/** One engine over HTTP: a request waits until there is something to say. */
interface Session {
  poll(request: Request): Promise<Response>
  post(request: Request): Promise<Response>
}

/**
 * The sessions of all mocked servers, by their ids. Servers of one origin share them: MSW asks the first of their handlers,
 * and which that is may change from one request to the next (`server.use`).
 */
const sessions = /* @__PURE__ */ new Map<string, Session>()

/** An engine of Socket.IO over HTTP. */
export function pollingHandler(address: Address, open: Open): HttpHandler {
  const isOurs = ({ request }: { request: Request }): boolean => isEngineAt(address, new URL(request.url))

  return new HttpHandler(/^(GET|POST)$/, isOurs, async ({ request }) => allowed(request, await answer(request, open)))
}

async function answer(request: Request, open: Open): Promise<Response> {
  const url = new URL(request.url)
  const isPoll = request.method === 'GET'
  const { sid, transport, EIO } = Object.fromEntries(url.searchParams)
  if (transport === 'websocket') return refuse(3, 'Bad request')
  if (transport !== 'polling') return refuse(0, 'Transport unknown')
  if (sid !== undefined) {
    const session = sessions.get(sid)
    if (!session) return refuse(1, 'Session ID unknown')
    return isPoll ? session.poll(request) : session.post(request)
  }
  if (!isPoll) return refuse(2, 'Bad handshake method')
  if (EIO !== '4') return refuse(5, 'Unsupported protocol version')
  return createSession(url, open).poll(request)
}

function createSession(url: URL, open: Open): Session {
  const id = crypto.randomUUID()
  const over = new AbortController()
  const packets: Packet[] = []
  let respond: ((response: Response) => void) | null = null

  function flush(): void {
    if (!respond || packets.length === 0) return
    const waiting = respond
    respond = null
    encodePayload(packets.splice(0), (body) => waiting(text(body)))
  }

  function finish(last: Response): void {
    sessions.delete(id)
    over.abort()
    respond?.(last)
    respond = null
  }

  const opening = open({
    id,
    url,
    signal: over.signal,
    send(packet) {
      packets.push(packet)
      flush()
    },
    end: (code) => finish(code === 1006 ? HttpResponse.error() : text('1')),
  })

  const session: Session = {
    poll: (request) =>
      new Promise((resolve, reject) => {
        if (respond) {
          // Only one request may wait.
          finish(text('1'))
          return resolve(new HttpResponse(null, { status: 400 }))
        }
        respond = resolve
        opening.catch(reject)
        // A client that stops waiting without another word is gone.
        request.signal.addEventListener('abort', () => respond === resolve && finish(HttpResponse.error()))
        flush()
      }),
    async post(request) {
      const receive = await opening
      for (const packet of decodePayload(await request.text())) {
        if (packet.type === 'close') finish(text('6'))
        else if (!over.signal.aborted) receive(packet)
      }
      return text('ok')
    },
  }
  sessions.set(id, session)
  return session
}

/** What a server of Engine.IO answers to a request that it refuses. */
const refuse = (code: number, message: string): Response => HttpResponse.json({ code, message }, { status: 400 })

const text = (body: string): Response =>
  new HttpResponse(body, { headers: { 'content-type': 'text/plain; charset=UTF-8' } })
