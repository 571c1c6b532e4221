/**
 * Presence for a server of Socket.IO. Needs `socket.io`.
 *
 * @module wirehooks/server/socket.io
 */

export {
  createPresence,
  type PresenceIO,
  type SocketAuthorizeRequest,
  type SocketIOPresence,
  type SocketIOPresenceOptions,
  type SocketOf,
} from './server/socketIO/createPresence'
export type { FrameLimits } from './server/presence/clientFrame'
export type { GivenKey } from './server/presence/knownKey'
export type { Here } from './server/presence/people'
export type { PresenceAdministration, PresenceSettings } from './server/presence/presenceServer'
export type { PresenceStore } from './server/presence/store'
export type { AuthorizeRequest } from './server/presence/visitor'
export type { ClientFrame, Mark, Member, ServerFrame } from './protocol/presence'
