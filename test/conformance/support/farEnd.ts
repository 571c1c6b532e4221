import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createSignal } from '../../support/until'
import type { Adapter, FarEnd, Guest, Script, Visit, Wire } from './adapter'

const broken = 'HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

/** A real server in this process, on a port of its own. */
export async function startFarEnd({ scheme, attach }: Adapter, script: Script = {}): Promise<FarEnd> {
  const signal = createSignal()
  const visits: Visit[] = []
  const sockets = new Set<Socket>()
  const http = createServer()

  http.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      signal.notify()
    })
    signal.notify()
  })

  function knock({ socket }: IncomingMessage): Guest | undefined {
    const greeting = script.greet?.(visits.length + 1) ?? 'accept'
    const heard: [string, unknown][] = []
    let isHere = false
    let token: string | undefined
    const nobody = (): never => {
      throw new Error('It was not let in')
    }
    let wire: Omit<Wire, 'cut'> = { say: nobody, garble: nobody, close: nobody }
    const visit: Visit = {
      at: performance.now(),
      get token() {
        return token
      },
      heard,
      get isHere() {
        return isHere
      },
      say: (event, data) => wire.say(event, data),
      garble: () => wire.garble(),
      close: () => wire.close(),
      cut: () => socket.resetAndDestroy(),
    }
    visits.push(visit)
    signal.notify()

    // After an upgrade nobody else looks whether it is still there.
    if (greeting === 'silence') return void socket.resume().on('end', () => socket.destroy())
    if (greeting === 'broken') return void socket.end(broken)
    return {
      get token() {
        return token
      },
      set token(given) {
        token = given
      },
      isWelcome: greeting !== 'unauthorized',
      enter(given) {
        wire = given
        isHere = true
        if (greeting === 'accept and close') visit.close()
        if (greeting === 'accept and cut') visit.cut()
        signal.notify()
      },
      hears(event, data, answer) {
        heard.push([event, data])
        const said = answer && script.answer?.(event, data)
        if (said !== undefined) answer?.(said)
        signal.notify()
      },
      leaves() {
        isHere = false
        signal.notify()
      },
    }
  }

  const detach = attach({ http, script, knock })
  await new Promise<void>((listening) => http.listen(script.port ?? 0, '127.0.0.1', listening))
  const { port } = http.address() as AddressInfo

  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    visits,
    get present() {
      return visits.filter(({ isHere }) => isHere)
    },
    get sockets() {
      return sockets.size
    },
    subscribe: signal.subscribe,
    kill() {
      const killed = new Promise<void>((closed) => http.close(() => closed()))
      for (const socket of sockets) socket.resetAndDestroy()
      detach()
      return killed
    },
  }
}
