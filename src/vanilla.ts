/**
 * Connections, transports and wrappers, without React.
 *
 * @module wirehooks/vanilla
 */

export {
  type Room,
  type RoomCall,
  type RoomConnection,
  type RoomOptions,
  roomOf,
  type RoomSource,
  type RoomState,
} from './channel/rooms'
export {
  createConnection,
  type Connection,
  type ConnectionOptions,
  type ConnectionSettings,
  type ConnectionUser,
} from './connection/connection'
export type { AttemptOptions } from './connection/attempt'
export type { BackoffOptions } from './connection/backoff'
export type { Delivery, Outcome } from './transport/delivery'
export type { AnswerOf, AnyEvents, DataOf, MessageOf, NameOf, WithData } from './connection/events'
export type { Flush } from './connection/flush'
export type { Holder } from './connection/lease'
export type { LifecycleOptions } from './connection/lifecycle'
export type { Network, NetworkSignal } from './connection/network'
export type {
  Entry,
  Outbox,
  OutboxKeeper,
  OutboxOptions,
  OutboxStorage,
  SendingOptions,
  SendOptions,
  StorageParts,
} from './connection/outbox'
export { connections, type LiveConnection } from './connection/registry'
export type { RequestOptions } from './connection/requests'
export type { RetryOptions } from './connection/retry'
export { matching, schemas, type Schemas, type StandardSchema, type Validation } from './connection/schema'
export type { ConnectionState, QueueState, ReadonlyStore, State } from './connection/state'
export type { Status } from './connection/status'
export { stored, webStorage, type StorageLike } from './connection/storage'
export type { Acceptance } from './presence/acceptance'
export type {
  BackendParts,
  BackendSession,
  BackendSink,
  Me,
  PresenceBackend,
  PresenceConnection,
  Self,
} from './presence/backend'
export { byProtocol } from './presence/byProtocol'
export type { Cursor, HasCursor, Point } from './presence/cursors'
export type { PresenceOptions } from './presence/options'
export type { Presence } from './presence/presence'
export { presenceOf } from './presence/presenceOf'
export type { Person, PresenceChange } from './presence/roster'
export type { PresenceState } from './presence/state'
export type { ClientFrame, Mark, Member, ServerFrame } from './protocol/presence'
export type { Clock } from './transport/clock'
export { type CloseKind, type CloseReason, type Verdict, verdictOf } from './transport/closeReason'
export { binary, json, structured, text, type Codec, type Format, type Reply, type Shape } from './transport/codec'
export { isWireError, WireError, type ErrorCode } from './transport/error'
export type { Frame } from './transport/frame'
export type { IncomingMessage, Message, OutgoingMessage } from './transport/message'
export type { Abilities, ConnectContext, Link, LinkSink, OpeningInfo, Transport, Wrapper } from './transport/transport'
export type { PerAttempt } from './transport/perAttempt'
export { eventSource } from './transports/eventsource'
export type { EventSourceOptions } from './transports/eventsource/stream'
export { webSocket, type SocketLike, type WebSocketOptions } from './transports/websocket'
export { handshake, type Handshake, type HandshakeWire } from './wrappers/handshake'
export { heartbeat, type HeartbeatOptions } from './wrappers/heartbeat'
export { rateLimit, type RateLimitOptions } from './wrappers/rateLimit'
