/**
 * Presence on Node, for WebSockets of `ws` and anything else that carries events.
 *
 * @module wirehooks/server
 */

export {
  createPresence,
  type Arrival,
  type PresenceServer,
  type PresenceServerOptions,
  type ServerClient,
} from './server/webSocket/createPresence'
export type { MessageBytes, MessageData, ServerSocket } from './server/webSocket/webSocketLink'
export type { FrameLimits } from './server/presence/clientFrame'
export type { GivenKey } from './server/presence/knownKey'
export { memoryStore } from './server/presence/memoryStore'
export type { Participant } from './server/presence/participant'
export type { Here } from './server/presence/people'
export type { LinkEnd } from './server/presence/place'
export type { PresenceAdministration, PresenceSettings } from './server/presence/presenceServer'
export type {
  Alive,
  Change,
  Count,
  Eviction,
  KnownMember,
  PresenceStore,
  Snapshot,
  StoredMember,
  StoreListener,
} from './server/presence/store'
export type { AuthorizeRequest } from './server/presence/visitor'
export type { ClientFrame, Mark, Member, ServerFrame } from './protocol/presence'
