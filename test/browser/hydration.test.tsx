import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, onTestFinished, test, vi } from 'vitest'
import { connections, useConnectionStatus, useFold, useLatest, useMessages, useWebSocket } from 'wirehooks'
import { settleLog, watchPrinted } from './printed'
import { createRoom } from './room'

interface Events {
  CHAT: string
}

function Chat({ url }: { url: string }) {
  const chat = useWebSocket<Events>(url)
  const status = useConnectionStatus(chat)
  const latest = useLatest(chat, 'CHAT')
  const lines = useMessages(chat, 'CHAT')
  const count = useFold(chat, 'CHAT', (count) => count + 1, 0)
  return (
    <p>
      {chat.status} {status} {latest ?? 'nothing'} {lines.length} {count} {chat.lastMessage?.event ?? 'none'}
    </p>
  )
}

test('hydrates what the server rendered without a warning, and opens then', async () => {
  const room = createRoom()
  const printed = await watchPrinted()
  const app = (
    <StrictMode>
      <Chat url={room.url} />
    </StrictMode>
  )
  const page = document.createElement('main')
  page.innerHTML = renderToString(app)
  expect(page.textContent).toBe('idle idle nothing 0 0 none')
  expect(connections.getState()).toEqual([])
  expect(await room.state()).toEqual({ dials: 0, open: 0, codes: [] })

  const server = page.querySelector('p')
  const recovered: unknown[] = []
  const root = hydrateRoot(page, app, { onRecoverableError: (error) => recovered.push(error) })
  onTestFinished(() => root.unmount())
  await vi.waitFor(() => expect(page.textContent).toBe('open open nothing 0 0 none'))
  await room.emit('CHAT', 'hello')
  await vi.waitFor(() => expect(page.textContent).toBe('open open hello 1 1 CHAT'))
  expect(page.querySelector('p')).toBe(server)
  expect(await room.state()).toEqual({ dials: 1, open: 1, codes: [] })
  await settleLog()
  expect({ recovered, printed }).toEqual({ recovered: [], printed: [] })
})
