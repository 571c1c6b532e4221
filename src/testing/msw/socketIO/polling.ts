import { decodePayload, encodePayload, type Packet } from 'engine.io-parser'
import { HttpHandler, HttpResponse } from 'msw'
import { uniqueId } from '../../../transport/uniqueId'
import { type MockedAddress, isEngineAt } from '../address'
import { withCorsHeaders } from '../cors'
import { type EngineTransport, maxPayload, type Receive } from './engine'

type Open = (transport: EngineTransport) => Promise<Receive>

/**
 * What a server of Engine.IO answers to a request that it refuses, with its number for it.
 * https://github.com/socketio/socket.io/blob/main/packages/engine.io/lib/server.ts
 */
const refusals = {
  unknownTransport: { code: 0, message: 'Transport unknown' },
  unknownSession: { code: 1, message: 'Session ID unknown' },
  badHandshakeMethod: { code: 2, message: 'Bad handshake method' },
  badRequest: { code: 3, message: 'Bad request' },
  unsupportedProtocolVersion: { code: 5, message: 'Unsupported protocol version' },
} as const

/** Packets as a response has them. https://socket.io/docs/v4/engine-io-protocol/#packet-types */
const packets = { close: '1', noop: '6' } as const

/** Whether a request waits for something that the server has to say. */
type Poll = { readonly status: 'none' } | { readonly status: 'waiting'; respond(response: Response): void }

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
export function pollingHandler(address: MockedAddress, open: Open): HttpHandler {
  const isOurs = ({ request }: { request: Request }): boolean => isEngineAt(address, new URL(request.url))

  return new HttpHandler(/^(GET|POST)$/, isOurs, async ({ request }) =>
    withCorsHeaders(request, await answer(request, open)),
  )
}

async function answer(request: Request, open: Open): Promise<Response> {
  const url = new URL(request.url)
  const isPoll = request.method === 'GET'
  const { sid, transport, EIO } = Object.fromEntries(url.searchParams)
  if (transport === 'websocket') return refuse('badRequest')
  if (transport !== 'polling') return refuse('unknownTransport')
  if (sid !== undefined) {
    const session = sessions.get(sid)
    if (!session) return refuse('unknownSession')
    return isPoll ? session.poll(request) : session.post(request)
  }
  if (!isPoll) return refuse('badHandshakeMethod')
  if (EIO !== '4') return refuse('unsupportedProtocolVersion')
  return createSession(url, open).poll(request)
}

function createSession(url: URL, open: Open): Session {
  const id = uniqueId()
  const over = new AbortController()
  const outbox: Packet[] = []
  let waitingPoll: Poll = { status: 'none' }

  function flush(): void {
    if (waitingPoll.status === 'none' || outbox.length === 0) return
    const { respond } = waitingPoll
    waitingPoll = { status: 'none' }
    encodePayload(outbox.splice(0), (body) => respond(text(body)))
  }

  function finish(last: Response): void {
    sessions.delete(id)
    over.abort()
    if (waitingPoll.status === 'waiting') waitingPoll.respond(last)
    waitingPoll = { status: 'none' }
  }

  const opening = open({
    id,
    url,
    signal: over.signal,
    send(packet) {
      outbox.push(packet)
      flush()
    },
    end: (code) => finish(code === 1006 ? HttpResponse.error() : text(packets.close)),
  })

  const session: Session = {
    poll: (request) =>
      new Promise((resolve, reject) => {
        if (waitingPoll.status === 'waiting') {
          // Only one request may wait.
          finish(text(packets.close))
          return resolve(new HttpResponse(null, { status: 400 }))
        }
        const poll: Poll = { status: 'waiting', respond: resolve }
        waitingPoll = poll
        opening.catch(reject)
        // A client that breaks off the request that waits is gone.
        request.signal.addEventListener('abort', () => {
          if (waitingPoll === poll) finish(HttpResponse.error())
        })
        flush()
      }),
    async post(request) {
      const receive = await opening
      const body = await request.text()
      // The session goes on: it is the client that ends it.
      if (new TextEncoder().encode(body).length > maxPayload) return new HttpResponse(null, { status: 413 })
      for (const packet of decodePayload(body)) {
        if (packet.type === 'close') finish(text(packets.noop))
        else if (!over.signal.aborted) receive(packet)
      }
      return text('ok')
    },
  }
  sessions.set(id, session)
  return session
}

const refuse = (refusal: keyof typeof refusals): Response => HttpResponse.json(refusals[refusal], { status: 400 })

const text = (body: string): Response =>
  new HttpResponse(body, { headers: { 'content-type': 'text/plain; charset=UTF-8' } })
