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
  type ServerSocket,
} from './server/createPresence'
export type { FrameLimits } from './server/frames'
export { memoryStore } from './server/memoryStore'
export type { Peer } from './server/peer'
export type { Alive, Change, Count, PresenceStore, Snapshot, StoredMember } from './server/store'
export type { Here } from './server/who'
export type { ClientFrame, Mark, Member, ServerFrame } from './protocol/presence'
