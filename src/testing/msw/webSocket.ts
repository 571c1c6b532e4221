import type { OutgoingMessage } from '../../transport/message'
import { type MockedAddress, isAt, isEngine } from './address'
import { isBytes } from './bytes'
import { type DialledSocket, type Frame, SocketHandler } from './socketHandler'
import { type Accept, inJson, type Wire } from './wire'

/** WebSockets that speak as the codec `json()` does. */
export function webSocketHandler(address: MockedAddress, accept: Accept): SocketHandler {
  return new SocketHandler({
    url: address.webSocket,
    isOurs: (url) => !isEngine(url) && isAt(address, url),
    async dialled(socket) {
      const hearing = await accept(wireOf(socket))
      return (frame) => {
        if (frame === 'ping') hearing.pinged(() => socket.send('pong'))
        else hearing.heard(messageOf(frame))
      }
    },
  })
}

function wireOf(socket: DialledSocket): Wire {
  const send = (value: object): void => socket.send(JSON.stringify(value))
  return {
    kind: 'websocket',
    url: socket.url,
    signal: socket.signal,
    open() {},
    say({ event, data }) {
      // As the codecs `raw()` and `binary()` read it.
      if (event === 'message' && isBytes(data)) socket.send(data)
      else send({ type: event, payload: data })
    },
    reply: (id, data) => send({ replyTo: id, payload: data }),
    refuse: (id, error) => send({ replyTo: id, error: inJson(error) }),
    end: (code, reason) => socket.close(code < 1000 ? 1006 : code, reason),
  }
}

/** `{ type, payload, id }`, or a whole message: another value, or a frame that is no JSON, as it is. */
function messageOf(frame: Frame): OutgoingMessage {
  const data = typeof frame === 'string' ? parsed(frame) : frame
  if (typeof data !== 'object' || data === null || !('type' in data) || typeof data.type !== 'string') return { data }
  const id = 'id' in data && typeof data.id === 'string' ? { id: data.id } : {}
  return { event: data.type, data: 'payload' in data ? data.payload : undefined, ...id }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
