import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { createPresence, type PresenceServerOptions, type PresenceStore } from 'wirehooks/server'
import { presenceEvent } from '../../../src/protocol/presence'
import { type Connection, webSocket } from 'wirehooks/vanilla'
import { type Adapter, isWord, type Said, type Servers, type Terms, type Word } from './adapter'

type Hubs = Omit<Adapter, 'name' | 'serve'>

/** What all servers have in common that speak the protocol over WebSockets. */
export const hubs: Hubs = {
  hasServer: true,
  canCrash: true,
  transport: (url) => webSocket(url.replace('http', 'ws'), { WebSocket }),
  say: enter,
}

const session = 'one and the same for all that it says'

export function enter(connection: Connection, said: Said): void {
  void connection.emit(presenceEvent, { kind: 'enter', session, ...said })
}

/** Two servers in one process, each with a store of its own: the stores share what they know. */
export async function serveHubs(terms: Terms, stores: readonly [PresenceStore, PresenceStore]): Promise<Servers> {
  const heard: Word[] = []
  const [one, other] = [await startHub(heard, stores[0], terms), await startHub(heard, stores[1], terms)]
  return {
    ports: [one.port, other.port],
    heard,
    who: one.who,
    crash: other.crash,
    async stop() {
      await Promise.all([one.stop(), other.stop()])
    },
  }
}

async function startHub(heard: Word[], stored: PresenceStore, terms: Terms) {
  let isAlive = true
  const store = new Proxy(stored, {
    get: (target, name) => (isAlive ? Reflect.get(target, name) : () => Promise.reject(new Error('It is dead'))),
  })
  const onError: PresenceServerOptions['onError'] = (cause) => {
    if (isAlive) throw cause
  }
  const presence = createPresence({ ...terms, store, onError })
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket) => {
    socket.on('error', () => {})
    presence.accept(socket)
    socket.on('message', (data: Buffer) => {
      const kind = kindOf(data.toString())
      if (isWord(kind)) heard.push(kind)
    })
  })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))

  async function stop(): Promise<void> {
    const closed = new Promise((resolve) => http.close(resolve))
    for (const socket of sockets.clients) socket.terminate()
    await presence.close()
    await closed
  }

  return {
    port: (http.address() as AddressInfo).port,
    who: presence.who,
    stop,
    async crash() {
      isAlive = false
      await stop()
    },
  }
}

/** Some tests send what is no JSON. */
function kindOf(text: string): unknown {
  try {
    const { payload } = Object(JSON.parse(text)) as { payload?: { kind?: unknown } }
    return payload?.kind
  } catch {
    return undefined
  }
}
