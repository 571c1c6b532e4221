/**
 * Presence for a server of Socket.IO. Needs `socket.io`.
 *
 * @module wirehooks/server/socket.io
 */

export {
  createPresence,
  type PresenceIO,
  type SocketIOPresence,
  type SocketIOPresenceOptions,
  type SocketOf,
} from './server/socketIOPresence'
export type { FrameLimits } from './server/frames'
export type { Here } from './server/who'
export type { ClientFrame, Mark, Member, ServerFrame } from './protocol/presence'
