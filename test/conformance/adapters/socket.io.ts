import type { IncomingMessage } from 'node:http'
import { Server } from 'socket.io'
import { socketIO, type SocketIOOptions, useSocketIO } from 'wirehooks/socket.io'
import { socketIOTraits } from '../../support/socketIOTraits'
import type { Adapter, Given, Guest } from '../support/adapter'

type Acknowledge = (data: unknown) => void

function optionsOf({ token, identity }: Given): SocketIOOptions {
  const asked = typeof token === 'function' ? token : () => token
  return {
    identity,
    manager: { transports: ['websocket'] },
    ...(token === undefined ? {} : { auth: async (context) => ({ token: await asked(context) }) }),
  }
}

export const socketio: Adapter = {
  name: 'socket.io',
  scheme: 'http',
  misreadingCosts: socketIOTraits.leavesBadFrames ? 'the link' : null,
  tellsOfSilence: 'before it dials',
  transport: (url, given) => socketIO(url, optionsOf(given)),
  useLink: (url, options) => useSocketIO(url, { ...options, ...optionsOf(options) }),

  attach({ http, script: { beat = 25_000, patience = 45_000 }, knock }) {
    const guests = new WeakMap<IncomingMessage, Guest>()
    const server = new Server(http, {
      serveClient: false,
      pingInterval: beat,
      pingTimeout: patience - beat,
      allowRequest(request, allow) {
        const guest = knock(request)
        if (!guest) return
        guests.set(request, guest)
        allow(null, true)
      },
    })

    server.use(({ request, handshake }, next) => {
      const guest = guests.get(request)
      if (guest) guest.token = handshake.auth['token'] as string | undefined
      next(guest?.isWelcome ? undefined : new Error('unauthorized'))
    })

    server.on('connection', (socket) => {
      const guest = guests.get(socket.request)
      socket.onAny((event: string, ...args: unknown[]) => {
        const answer = typeof args.at(-1) === 'function' ? (args.pop() as Acknowledge) : undefined
        guest?.hears(event, args[0], answer)
      })
      socket.on('disconnect', () => guest?.leaves())
      guest?.enter({
        say: (event, data) => void socket.emit(event, data),
        garble: () => void socket.conn.send('?'),
        close: () => socket.conn.close(),
      })
    })

    return () => void server.close()
  },
}
