import { del, get, set } from 'idb-keyval'
import { expect, test, vi } from 'vitest'
import { createConnection, stored, webSocket } from 'wirehooks/vanilla'
import { createRoom } from './room'

test('a page inherits from IndexedDB what a page that died could not send', async () => {
  const room = createRoom()
  await room.hold()
  const page = new Worker(new URL('storage.worker.ts', import.meta.url), { type: 'module', name: room.url })
  const waiting: number[] = []
  page.addEventListener('message', ({ data }: MessageEvent<number>) => waiting.push(data))
  await vi.waitUntil(() => waiting.includes(3))
  page.terminate()
  await room.release()

  const heard: unknown[] = []
  const connection = createConnection(webSocket(room.url), { outbox: { storage: stored({ get, set, del }) } })
  connection.on('NOTE', (text) => heard.push(text))
  connection.open()
  await vi.waitUntil(() => heard.length >= 3)
  await connection.emit('NOTE', 'four')
  await vi.waitUntil(() => heard.length >= 4)
  expect(heard).toEqual(['one', 'two', 'three', 'four'])
  expect(await get(`wirehooks outbox ${connection.key}`)).toBeUndefined()
  connection.close()
})
