import { del, get, set } from 'idb-keyval'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createConnection, stored, webSocket } from 'wirehooks/vanilla'
import { createRoom, type Room } from './room'
import type { StoragePage, StoragePageOptions } from './storage.page'

/** A page in a frame of this one, or in a window of its own. */
interface Opened {
  readonly page: StoragePage
  /** It goes away, and its next page comes. */
  reload(): Promise<Opened>
  /** It goes away. */
  leave(): void
}

const opened = new Set<{ leave(): void }>()

afterEach(() => {
  for (const { leave } of opened) leave()
  opened.clear()
  localStorage.clear()
  sessionStorage.clear()
})

const script = '/test/browser/storage.page.ts'

async function openFrame(options: StoragePageOptions): Promise<Opened> {
  const frame = document.createElement('iframe')
  frame.name = JSON.stringify(options)
  frame.srcdoc = `<script type="module" src="${script}"></script>`
  document.body.append(frame)

  async function ready(): Promise<Opened> {
    const page = await vi.waitUntil(() => frame.contentWindow?.storagePage, 10_000)
    return {
      page,
      reload() {
        const before = frame.contentWindow
        if (before) delete before.storagePage
        before?.location.reload()
        return ready()
      },
      leave,
    }
  }
  const leave = (): void => frame.remove()
  opened.add({ leave })
  return ready()
}

/** As a browser does it for a duplicated tab: with a copy of what `sessionStorage` holds. */
async function openCopy(options: StoragePageOptions): Promise<Opened & { copied: string[] }> {
  const copy = window.open('', '_blank')
  if (!copy) throw new Error('No window was opened')
  copy.name = JSON.stringify(options)
  const copied = Object.keys(copy.sessionStorage).toSorted()
  const element = copy.document.createElement('script')
  element.type = 'module'
  element.src = new URL(script, location.href).href
  copy.document.body.append(element)
  const leave = (): void => copy.close()
  opened.add({ leave })
  const page = await vi.waitUntil(() => copy.storagePage, 10_000)
  return {
    page,
    copied,
    leave,
    reload: () => Promise.reject(new Error('A window without an address cannot be reloaded')),
  }
}

async function write(page: StoragePage, ...texts: string[]): Promise<void> {
  for (const text of texts) void page.connection.emit('NOTE', text)
  await vi.waitUntil(() => page.connection.store.getState().queue.count >= texts.length)
}

/** The messages under the name of a room. */
async function storedFor({ url }: Room, storage: StoragePageOptions['storage']): Promise<unknown[]> {
  const key = `wirehooks outbox ${JSON.stringify(['websocket', url, null, null])}`
  const value: unknown = storage === 'IndexedDB' ? await get(key) : JSON.parse(window[storage].getItem(key) ?? 'null')
  return ((value ?? []) as { data: unknown }[]).map(({ data }) => data)
}

async function untilStored(room: Room, storage: StoragePageOptions['storage'], ...texts: string[]): Promise<void> {
  await vi.waitFor(async () => expect(await storedFor(room, storage)).toEqual(texts), 5000)
}

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
  await untilStored(room, 'IndexedDB')
  connection.close()
})

describe.each([
  ['with Web Locks', true],
  ['without Web Locks', false],
])('%s', (_name, hasLocks) => {
  test.each(['localStorage', 'sessionStorage', 'IndexedDB'] as const)(
    'a reload sends what waited in %s, once and in order',
    async (storage) => {
      const room = createRoom()
      await room.hold()
      const before = await openFrame({ url: room.url, storage, hasLocks })
      await write(before.page, 'one', 'two')
      await untilStored(room, storage, 'one', 'two')
      const after = await before.reload()
      void after.page.connection.emit('NOTE', 'three')
      await untilStored(room, storage, 'one', 'two', 'three')
      await room.release()
      await vi.waitUntil(() => after.page.heard.length >= 3, 5000)
      await untilStored(room, storage)
      const last = await after.reload()
      await last.page.connection.emit('NOTE', 'four')
      await vi.waitUntil(() => last.page.heard.length > 0)
      expect([before.page.heard, after.page.heard, last.page.heard]).toEqual([[], ['one', 'two', 'three'], ['four']])
      expect([before, after, last].flatMap(({ page }) => page.errors)).toEqual([])
    },
  )

  test.each(['localStorage', 'IndexedDB'] as const)(
    'of two pages that open at once one sends what is in %s, and the other one inherits',
    async (storage) => {
      const room = createRoom()
      await room.hold()
      const options = { url: room.url, storage, hasLocks }
      const before = await openFrame(options)
      await write(before.page, 'left behind')
      await untilStored(room, storage, 'left behind')
      before.leave()
      const pages = await Promise.all([openFrame(options), openFrame(options)])
      // Long enough for both to have decided.
      await new Promise((resolve) => setTimeout(resolve, 1500))
      await room.release()
      for (const { page } of pages) await page.connection.emit('NOTE', 'own')
      await vi.waitUntil(() => pages.every(({ page }) => page.heard.includes('own')), 5000)
      expect(pages.flatMap(({ page }) => page.heard).filter((text) => text === 'left behind')).toHaveLength(1)

      // The owner leaves something behind again: the other one sends it.
      const [owner, heir] = pages[0].page.heard.includes('left behind') ? pages : pages.toReversed()
      await room.hold()
      await room.close(1012)
      await vi.waitUntil(() => pages.every(({ page }) => page.connection.store.getState().status !== 'open'))
      await write(owner?.page as StoragePage, 'inherited')
      await untilStored(room, storage, 'inherited')
      owner?.leave()
      await room.release()
      await vi.waitUntil(() => heir?.page.heard.includes('inherited'), 10_000)
      await untilStored(room, storage)
      expect(pages.flatMap(({ page }) => page.errors)).toEqual([])
    },
    30_000,
  )

  test('a window with a copy of sessionStorage sends nothing of it, now or later', async () => {
    const room = createRoom()
    await room.hold()
    const options: StoragePageOptions = { url: room.url, storage: 'sessionStorage', hasLocks }
    const original = await openFrame(options)
    await write(original.page, 'mine')
    await untilStored(room, 'sessionStorage', 'mine')
    const copy = await openCopy(options)
    expect(copy.copied).toEqual(Object.keys(sessionStorage).toSorted())
    expect(copy.copied).toHaveLength(2)
    await room.release()
    await copy.page.connection.emit('NOTE', 'of the copy')
    await vi.waitUntil(() => original.page.heard.length > 0 && copy.page.heard.length > 0, 5000)
    original.leave()
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect([original.page.heard, copy.page.heard, copy.page.errors]).toEqual([['mine'], ['of the copy'], []])
  })

  test('a window that opens when the original is gone sends nothing of the copy, and says so', async () => {
    const room = createRoom()
    await room.hold()
    const options: StoragePageOptions = { url: room.url, storage: 'sessionStorage', hasLocks }
    const original = await openFrame(options)
    await write(original.page, 'mine')
    await untilStored(room, 'sessionStorage', 'mine')
    const copied = Object.entries(sessionStorage) as [string, string][]
    await room.release()
    await vi.waitUntil(() => original.page.heard.length > 0, 5000)
    await untilStored(room, 'sessionStorage')
    original.leave()
    for (const [key, value] of copied) sessionStorage.setItem(key, value)
    const copy = await openFrame(options)
    await copy.page.connection.emit('NOTE', 'of the copy')
    await vi.waitUntil(() => copy.page.heard.length > 0 && copy.page.errors.length > 0, 5000)
    expect(copy.page.heard).toEqual(['of the copy'])
    expect(copy.page.errors).toEqual([expect.stringMatching(/^storage .*may be the copy of another one/)])
  })
})

test('a full localStorage is reported once and emptied, and nothing is sent twice', async () => {
  const room = createRoom()
  await room.hold()
  const options: StoragePageOptions = { url: room.url, storage: 'localStorage', hasLocks: true }
  const before = await openFrame(options)
  await write(before.page, 'small')
  await untilStored(room, 'localStorage', 'small')
  fill(localStorage, 1000)
  void before.page.connection.emit('NOTE', 'x'.repeat(20_000))
  await vi.waitUntil(() => before.page.errors.length > 0)
  expect(before.page.errors).toEqual([expect.stringMatching(/^storage QuotaExceededError .*is said once/)])
  expect(await storedFor(room, 'localStorage')).toEqual([])
  await room.release()
  await vi.waitUntil(() => before.page.heard.length === 2, 5000)
  await room.hold()
  const after = await before.reload()
  await room.release()
  localStorage.removeItem('filling')
  await after.page.connection.emit('NOTE', 'after')
  await vi.waitUntil(() => after.page.heard.length > 0, 5000)
  expect([before.page.heard.length, before.page.errors.length, after.page.heard]).toEqual([2, 1, ['after']])
})

test('a localStorage so full that no lease fits is reported, and messages are sent', async () => {
  const room = createRoom()
  fill(localStorage, 0)
  const { page } = await openFrame({ url: room.url, storage: 'localStorage', hasLocks: false })
  await page.connection.emit('NOTE', 'sent')
  await vi.waitUntil(() => page.heard.length > 0, 5000)
  expect(page.errors).toEqual([expect.stringMatching(/^storage QuotaExceededError .*whether another tab uses/)])
})

/** Until only so many characters fit. */
function fill(area: Storage, spare: number): void {
  let size = 10_000_000
  let text = ''
  while (size >= 1) {
    try {
      area.setItem('filling', text + 'x'.repeat(size))
      text += 'x'.repeat(size)
    } catch {
      size = Math.floor(size / 2)
    }
  }
  area.setItem('filling', text.slice(0, text.length - spare))
}
