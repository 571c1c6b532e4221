import type { OpeningInfo } from 'wirehooks'
import { socketIO, type SocketIOOptions, type SocketIOView, useSocketIO } from 'wirehooks/socket.io'
import type { ClientToServerEvents, ServerToClientEvents } from '../protocol'
import { orElse } from './orElse'
import { signIn } from './session'

export type Chat = SocketIOView<ServerToClientEvents, ClientToServerEvents>

const [home = '', ...others] = (import.meta.env.VITE_SERVER_URL ?? 'http://127.0.0.1:8788').split(',')

/** The one connection of this tab, to whichever server answers. It is `open` when the server has accepted the token. */
export function useChat(name: string, onOpen: (info: OpeningInfo) => void): Chat {
  const optionsFor = (server: string): SocketIOOptions => ({
    // Somebody else gets a link of their own, and nothing that waits to be sent crosses over.
    identity: name,
    auth: (context) => signIn(server, name, context),
    // Without long polling, requests need not find the process that the last one found.
    manager: { transports: ['websocket'] },
  })

  return useSocketIO<ServerToClientEvents, ClientToServerEvents>(chatAt(home), {
    ...optionsFor(home),
    wrappers: [orElse(others.map((server) => socketIO(chatAt(server), optionsFor(server))))],
    onOpen,
  })
}

function chatAt(server: string): URL {
  return new URL('/chat', server)
}
