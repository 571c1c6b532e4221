import { useConnectionStatus, useFold, useLatest, useMessages, useWebSocket } from 'wirehooks'

interface Events {
  CHAT: string
}

/** What the server renders, and a page hydrates: the name of each hook, and what it gave. */
export function Chat({ url }: { readonly url: string }) {
  const chat = useWebSocket<Events>(url)
  const status = useConnectionStatus(chat)
  const latest = useLatest(chat, 'CHAT')
  const messages = useMessages(chat, 'CHAT')
  const count = useFold(chat, 'CHAT', (count) => count + 1, 0)
  const hooks = [
    `useWebSocket: ${chat.status}`,
    `useConnectionStatus: ${status}`,
    `useLatest: ${latest ?? 'nothing'}`,
    `useMessages: ${messages.length} messages`,
    `useFold: ${count}`,
  ]
  return <p>{hooks.join(', ')}</p>
}
