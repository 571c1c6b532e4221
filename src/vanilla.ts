/**
 * Connections, transports and wrappers, without React.
 *
 * @module wirehooks/vanilla
 */

export {
  type Room,
  type RoomCall,
  type RoomConnection,
  type RoomEvents,
  type RoomOptions,
  roomOf,
  type RoomSource,
  type RoomState,
} from './channel/rooms'
export { createConnection, type Connection, type Leaving, type ReceivingConnection } from './connection/connection'
export type {
  ConnectionOptions,
  ConnectionSettings,
  ConnectionUser,
  ReceivingOptions,
  UnstoredOptions,
} from './connection/connectionOptions'
export type { AttemptOptions } from './connection/attempt'
export { setNetwork } from './connection/defaultNetwork'
export type { BackoffOptions } from './connection/backoff'
export type { Delivery, Outcome } from './transport/delivery'
export type { AnswerOf, AnyEvents, DataOf, MessageOf, NameOf, WithData } from './connection/events'
export type { Fold, Folding } from './connection/fold'
export type { Holder } from './connection/holders'
export type { LifecycleOptions } from './connection/lifecycle'
export type { Network, NetworkSignal } from './connection/network'
export type { OutboxOptions, SendingOptions, SendOptions } from './connection/outboxOptions'
export type { Entry, OutboxKeeper, OutboxStorage, StorageParts } from './connection/outboxStorage'
export { connections, type LiveConnection } from './connection/registry'
export type { RequestOptions } from './connection/requests'
export type { RetryOptions } from './connection/retry'
export { matching, schemas, type Schemas, type StandardSchema, type Validation } from './connection/schema'
export type { ConnectionState, QueueState, ReadonlyStore } from './connection/connectionState'
export type { Status } from './connection/status'
export { stored } from './connection/stored'
export type { StorageLike } from './connection/stored/storageLike'
export { type StorageArea, webStorage } from './connection/webStorage'
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
export type { CloseKind, CloseReason, Verdict } from './transport/closeReason'
export { binary, json, raw, structured, text, type Codec, type Format, type Shape } from './transport/codec'
export { isWireError, WireError, type ErrorCode } from './transport/error'
export type { Frame, IncomingFrame } from './transport/frame'
export type { IncomingMessage, Message, OutgoingMessage, Reply } from './transport/message'
export { identify, type Identity, type IdentityOptions, type IdentityParts } from './transport/identity'
export { labelOf, storageNameOf } from './transport/identityTexts'
export type {
  Abilities,
  ConnectContext,
  Link,
  LinkSink,
  OpeningInfo,
  ReceivingTransport,
  SendingTransport,
  StoringTransport,
  Takes,
  Transport,
  Wrapper,
} from './transport/transport'
export type { PerAttempt } from './transport/perAttempt'
export { verdictOf } from './transport/webSocketCodes'
export { eventSource } from './transports/eventsource'
export type { EventSourceOptions } from './transports/eventsource/stream'
export { webSocket, type SocketClass, type SocketLike, type WebSocketOptions } from './transports/websocket'
export { handshake, type Handshake, type HandshakeWire } from './wrappers/handshake'
export { heartbeat, type HeartbeatOptions } from './wrappers/heartbeat'
export { rateLimit, type RateLimitOptions } from './wrappers/rateLimit'
