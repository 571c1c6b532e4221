import { eventSource, type Transport, webSocket } from 'wirehooks/vanilla'
import { socketIO } from 'wirehooks/socket.io'
import type { WireKind } from 'wirehooks/testing/msw'

const address = 'chat.example/live'

/** Every way to the same mocked server. */
export const ways: { way: string; kind: WireKind; sends: boolean; make(): Transport }[] = [
  { way: 'WebSocket', kind: 'websocket', sends: true, make: () => webSocket(`wss://${address}`) },
  { way: 'Server-Sent Events', kind: 'eventsource', sends: false, make: () => eventSource(`https://${address}`) },
  { way: 'Socket.IO', kind: 'socket.io', sends: true, make: () => socketIO(`https://${address}`) },
]
