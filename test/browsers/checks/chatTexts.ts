// What app/Chat.tsx shows: what each of its five hooks gave.

export const idle =
  'useWebSocket: idle, useConnectionStatus: idle, useLatest: nothing, useMessages: 0 messages, useFold: 0'

/** It is open, and no message came. */
export const openAndEmpty =
  'useWebSocket: open, useConnectionStatus: open, useLatest: nothing, useMessages: 0 messages, useFold: 0'

export const openWithHello =
  'useWebSocket: open, useConnectionStatus: open, useLatest: hello, useMessages: 1 messages, useFold: 1'
