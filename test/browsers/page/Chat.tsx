import { useConnectionStatus, useFold, useLatest, useMessages, useWebSocket } from 'wirehooks'

interface Events {
  CHAT: string
}

/** What the server renders, and a page hydrates. */
export function Chat({ url }: { readonly url: string }) {
  const chat = useWebSocket<Events>(url)
  const status = useConnectionStatus(chat)
  const latest = useLatest(chat, 'CHAT')
  const lines = useMessages(chat, 'CHAT')
  const count = useFold(chat, 'CHAT', (count) => count + 1, 0)
  return (
    <p>
      {chat.status} {status} {latest ?? 'nothing'} {lines.length} {count}
    </p>
  )
}
