export {
  createConnection,
  type Connection,
  type ConnectionOptions,
  type ConnectionSettings,
  type ConnectionUser,
} from './connection/connection'
export type { AttemptOptions } from './connection/attempt'
export type { BackoffOptions } from './connection/backoff'
export type { Clock } from './connection/clock'
export type { Delivery, Outcome } from './connection/delivery'
export type { AnswerOf, AnyEvents, DataOf, MessageOf, NameOf, WithData } from './connection/events'
export type { Flush } from './connection/flush'
export type { Handshake, HandshakeWire } from './connection/handshake'
export type { HeartbeatOptions } from './connection/heartbeat'
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
export type { RateLimitOptions } from './connection/rateLimit'
export { connections, type LiveConnection } from './connection/registry'
export type { RequestOptions } from './connection/requests'
export type { RetryOptions } from './connection/retry'
export type { Schemas, StandardSchema } from './connection/schema'
export type { ConnectionState, QueueState, ReadonlyStore, State } from './connection/state'
export type { Status } from './connection/status'
export { stored, webStorage, type StorageLike } from './connection/storage'
export type { CloseKind, CloseReason } from './transport/closeReason'
export { binary, json, structured, text, type Codec, type Format, type Reply, type Shape } from './transport/codec'
export { isWireError, WireError, type ErrorCode } from './transport/error'
export type { Frame } from './transport/frame'
export type { IncomingMessage, Message, OutgoingMessage } from './transport/message'
export type { Abilities, ConnectContext, Link, LinkSink, Transport } from './transport/transport'
export { webSocket, type PerAttempt, type SocketLike, type WebSocketOptions } from './transports/websocket'
