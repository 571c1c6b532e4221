import { describe, expect, test } from 'vitest'
import type { StorageLike } from '../../src/connection/stored/storageLike'
import { webStorage } from '../../src/connection/webStorage'
import { type BrowserOptions, createBrowser, type FakeBrowser, type FakePage } from './support/browser'
import { createArea, deferred, openTab, place, type Tab } from './support/tab'

/** What `sessionStorage` of one tab holds. */
type Items = Map<string, string>

function sessionStorageOf(items: Items): StorageLike {
  return { ...webStorage(() => createArea(items)), scope: 'tab' }
}

/** A tab with one page; the next page of the tab gets the same items. */
async function openIn(items: Items, browser: FakeBrowser, page?: FakePage): Promise<Tab> {
  const tab = openTab(sessionStorageOf(items), { browser, ...(page ? { page } : {}) })
  await browser.clock.advance(1000)
  return tab
}

/** A tab with a message that waits. */
async function openWaiting(items: Items, browser: FakeBrowser): Promise<Tab> {
  const tab = await openIn(items, browser)
  void tab.connection.send('waiting', { ttl: Infinity })
  await browser.clock.advance(1)
  return tab
}

const kinds: [string, BrowserOptions][] = [
  ['Web Locks', {}],
  ['a lease', { locks: false }],
]

describe.each([...kinds, ['neither', { locks: false, localStorage: false }] as [string, BrowserOptions]])(
  'in the storage of a tab, with %s,',
  (_kind, options) => {
    test('a reload restores what waits, and sends it once', async () => {
      const browser = createBrowser(options)
      const items: Items = new Map()
      const before = await openWaiting(items, browser)
      before.page.leave()
      const after = await openIn(items, browser)
      await after.goOnline()
      expect([before.sent, after.sent, after.errors, [...items]]).toEqual([[], ['waiting'], [], []])
    })

    test('several reloads restore what waits', async () => {
      const browser = createBrowser(options)
      const items: Items = new Map()
      let tab = await openWaiting(items, browser)
      for (const next of ['two', 'three']) {
        tab.page.leave()
        tab = await openIn(items, browser)
        void tab.connection.send(next, { ttl: Infinity })
        await browser.clock.advance(1)
      }
      await tab.goOnline()
      expect([tab.sent, tab.errors]).toEqual([['waiting', 'two', 'three'], []])
    })

    test('a duplicated tab does not send what the copy holds', async () => {
      const browser = createBrowser(options)
      const items: Items = new Map()
      const original = await openWaiting(items, browser)
      const copy = await openIn(new Map(items), browser)
      await copy.goOnline()
      await original.goOnline()
      expect([original.sent, copy.sent]).toEqual([['waiting'], []])
    })

    test('nor does it send that when the original is gone', async () => {
      const browser = createBrowser(options)
      const items: Items = new Map()
      const original = await openWaiting(items, browser)
      const copied: Items = new Map(items)
      const copy = await openIn(copied, browser)
      await original.goOnline()
      original.page.leave()
      await browser.clock.advance(200_000)
      await copy.goOnline()
      copy.page.leave()
      const reloaded = await openIn(copied, browser)
      await reloaded.goOnline()
      expect([original.sent, copy.sent, reloaded.sent]).toEqual([['waiting'], [], []])
    })

    test('nor when the page of the copy starts after the original is gone', async () => {
      const browser = createBrowser(options)
      const items: Items = new Map()
      const original = await openWaiting(items, browser)
      const copied: Items = new Map(items)
      await original.goOnline()
      original.page.leave()
      await browser.clock.advance(200_000)
      const copy = await openIn(copied, browser)
      await copy.goOnline()
      expect([original.sent, copy.sent, copy.errors]).toEqual([['waiting'], [], ['storage']])
      expect(copy.texts[0]).toContain('may be the copy of another one')
    })

    test('a duplicated tab keeps its own over a reload', async () => {
      const browser = createBrowser(options)
      const original = await openWaiting(new Map(), browser)
      const copied: Items = new Map()
      const copy = await openIn(copied, browser)
      void copy.connection.send('of the copy')
      await browser.clock.advance(1)
      copy.page.leave()
      const reloaded = await openIn(copied, browser)
      await reloaded.goOnline()
      await original.goOnline()
      expect([original.sent, copy.sent, reloaded.sent]).toEqual([['waiting'], [], ['of the copy']])
    })

    test('a page in the background that the system ends without a word is restored', async () => {
      const browser = createBrowser(options)
      const items: Items = new Map()
      const before = await openWaiting(items, browser)
      before.page.hide()
      before.page.crash()
      await browser.clock.advance(90_000)
      const after = await openIn(items, browser)
      await after.goOnline()
      expect([after.sent, after.errors]).toEqual([['waiting'], []])
    })

    test('a page that came to the foreground again is not copied either', async () => {
      const browser = createBrowser(options)
      const items: Items = new Map()
      const original = await openWaiting(items, browser)
      original.page.hide()
      original.page.show()
      await browser.clock.advance(1)
      const copied: Items = new Map(items)
      await original.goOnline()
      original.page.leave()
      const copy = await openIn(copied, browser)
      await copy.goOnline()
      expect([original.sent, copy.sent]).toEqual([['waiting'], []])
    })

    test('what settled as closed is not sent after the connection is opened again', async () => {
      const browser = createBrowser(options)
      const items: Items = new Map()
      const tab = await openWaiting(items, browser)
      tab.connection.close()
      tab.connection.open()
      await browser.clock.advance(1000)
      await tab.goOnline()
      expect([tab.sent, tab.errors, [...items]]).toEqual([[], [], []])
    })

    test('leaves nothing behind', async () => {
      const browser = createBrowser(options)
      const items: Items = new Map()
      const tab = await openWaiting(items, browser)
      expect([...items.keys()].toSorted()).toEqual([place, `${place} in use`])
      tab.connection.close()
      await browser.clock.advance(1000)
      expect([[...items], browser.locks.held, [...browser.items], browser.clock.timers]).toEqual([[], [], [], 0])
    })
  },
)

describe.each(kinds)('with %s,', (_kind, options) => {
  test('of the copies of a tab in the background one at most sends what waits', async () => {
    const browser = createBrowser(options)
    const items: Items = new Map()
    const original = await openWaiting(items, browser)
    original.page.hide()
    const copy = await openIn(new Map(items), browser)
    await browser.clock.advance(5000)
    await copy.goOnline()
    await original.goOnline()
    expect([original.sent, copy.sent, copy.errors]).toEqual([['waiting'], [], []])
  })

  test('a lock that the last page of the tab has for a moment longer does not matter', async () => {
    const browser = createBrowser(options)
    const items: Items = new Map()
    const before = await openWaiting(items, browser)
    before.page.hide()
    const after = openTab(sessionStorageOf(items), { browser })
    await browser.clock.advance(1000)
    before.page.leave()
    await after.goOnline()
    await browser.clock.advance(900)
    expect([after.sent, after.errors]).toEqual([['waiting'], []])
  })

  test('a page that comes back from the cache goes on with what the next page left', async () => {
    const browser = createBrowser(options)
    const items: Items = new Map()
    const cached = await openWaiting(items, browser)
    cached.page.cache()
    const next = await openIn(items, browser)
    await next.goOnline()
    next.fake.link.drop(1006)
    void next.connection.send('left')
    await browser.clock.advance(1)
    next.page.leave()
    cached.page.comeBack()
    await browser.clock.advance(1000)
    await cached.goOnline()
    expect([next.sent, cached.sent]).toEqual([['waiting'], ['left']])
  })
})

test('a connection that is closed while the log of its tab is looked for claims nothing', async () => {
  const browser = createBrowser()
  const answer = deferred<unknown>()
  const storage: StorageLike = { get: () => answer.promise, set() {}, del() {}, scope: 'tab' }
  const tab = openTab(storage, { browser })
  await browser.clock.advance(1)
  tab.connection.close()
  answer.resolve(null)
  await browser.clock.advance(1)
  expect([browser.locks.held, tab.errors, browser.clock.timers]).toEqual([[], [], 0])
})

test('the storage of a tab that hangs holds up nothing for longer than 4 s, and is reported', async () => {
  const browser = createBrowser()
  const answer = deferred<unknown>()
  const tab = openTab({ get: () => answer.promise, set() {}, del() {}, scope: 'tab' }, { browser })
  await tab.goOnline()
  const outcome = tab.connection.send('new')
  await browser.clock.advance(4100)
  expect([tab.errors, await outcome]).toEqual([['storage'], { outcome: 'sent' }])
})

test('the storage of a tab that is blocked is reported, and messages are sent', async () => {
  const browser = createBrowser()
  const blocked = (): never => {
    throw new Error('blocked')
  }
  const tab = openTab({ get: blocked, set: blocked, del: blocked, scope: 'tab' }, { browser })
  await tab.goOnline()
  expect([await tab.connection.send('new'), tab.errors]).toEqual([{ outcome: 'sent' }, ['storage: blocked']])
})

test('sessionStorage counts as the storage of a tab, and every other area as one of the origin', () => {
  const area = createArea()
  Object.defineProperty(globalThis, 'sessionStorage', { value: area, configurable: true })
  expect([webStorage(() => sessionStorage).scope, webStorage(() => createArea()).scope]).toEqual(['tab', 'origin'])
  Reflect.deleteProperty(globalThis, 'sessionStorage')
  expect(
    webStorage(() => {
      throw new Error('blocked')
    }).scope,
  ).toBe('origin')
})

describe.each(kinds)('where pages of a tab and of its copy find out about each other, with %s,', (_kind, options) => {
  test('a later page of a copy does not send what the original sent, which was in the background as it was copied', async () => {
    const browser = createBrowser(options)
    const items: Items = new Map()
    const original = await openWaiting(items, browser)
    original.page.hide()
    await browser.clock.advance(1)
    const copied: Items = new Map(items)
    const copy = await openIn(copied, browser)
    await browser.clock.advance(5000)
    await original.goOnline()
    original.page.leave()
    copy.page.leave()
    await browser.clock.advance(200_000)
    const reloaded = await openIn(copied, browser)
    await reloaded.goOnline()
    expect([original.sent, copy.sent, reloaded.sent]).toEqual([['waiting'], [], []])
  })
})
