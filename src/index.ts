/**
 * The hooks, and everything of `wirehooks/vanilla`.
 *
 * @module wirehooks
 */
'use client'

export * from './vanilla'
export {
  useConnection,
  type ReceivingView,
  type UseConnectionOptions,
  type UseReceivingOptions,
  type UseUnstoredOptions,
} from './react/useConnection'
export { useConnectionStatus } from './react/useConnectionStatus'
export { useEvent } from './react/useEvent'
export { useEventSource, type UseEventSourceOptions } from './react/useEventSource'
export { useFold } from './react/useFold'
export { useLatest } from './react/useLatest'
export { useMessages, type UseMessagesOptions } from './react/useMessages'
export { useAway, type UseAwayOptions } from './react/useAway'
export { useCursors, type UseCursorsOptions } from './react/useCursors'
export { useOthers } from './react/useOthers'
export { usePresence, type PresenceSource, type PresenceView, type UsePresenceOptions } from './react/usePresence'
export { usePresenceEvent } from './react/usePresenceEvent'
export { useRoom } from './react/useRoom'
export { useRooms } from './react/useRooms'
export { useTyping, type CanType, type Typing, type UseTypingOptions } from './react/useTyping'
export { useWebSocket, type UseWebSocketOptions } from './react/useWebSocket'
export { WireProvider, type Swap, type WireProviderProps } from './react/WireProvider'
export type { HookSettings } from './react/useSharedConnection'
export type { Readable, Source } from './react/source'
export type { ConnectionView, ViewState } from './react/connectionView'
