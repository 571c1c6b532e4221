'use client'

export * from './vanilla'
export { useConnection, type UseConnectionOptions } from './react/useConnection'
export { useConnectionStatus } from './react/useConnectionStatus'
export { useEvent } from './react/useEvent'
export {
  useEventSource,
  type ReceivingConnection,
  type ReceivingView,
  type UseEventSourceOptions,
} from './react/useEventSource'
export { useFold } from './react/useFold'
export { useLatest } from './react/useLatest'
export { useMessages, type UseMessagesOptions } from './react/useMessages'
export { useRoom } from './react/useRoom'
export { useRooms } from './react/useRooms'
export { useWebSocket, type UseWebSocketOptions } from './react/useWebSocket'
export type { LeaseOptions } from './react/useLease'
export type { Readable, Source } from './react/source'
export type { ConnectionView } from './react/view'
