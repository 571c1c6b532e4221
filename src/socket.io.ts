/**
 * The hook and the transport for Socket.IO. Needs `socket.io-client`.
 *
 * @module wirehooks/socket.io
 */
'use client'

export {
  useSocketIO,
  type AcknowledgementOf,
  type ArgumentsData,
  type ArgumentsOf,
  type EmitOptions,
  type Emitting,
  type EventsOf,
  type SocketIOConnection,
  type SocketIOEvents,
  type SocketIOView,
  type UseSocketIOOptions,
} from './react/useSocketIO'
export { type AuthContext, type AuthFunction, socketIO, type SocketIOOptions } from './transports/socket.io'
export type { SocketIOManagerOptions } from './transports/socket.io/ownSocket'
