import { describe, expect, test } from 'vitest'
import { type Claim, type Claims, createClaims } from '../../src/connection/claim'
import { type BrowserOptions, createBrowser, type FakeBrowser, type FakePage } from './support/browser'

interface Claimed extends Claim {
  /** What was told, with the time. */
  readonly log: string[]
  /** What was told last. */
  readonly status: string
}

const name = 'wirehooks outbox test'
const leaseKey = `${name} lease`

function ask(claims: Claims, page: FakePage, log: string[] = [], as = ''): Claimed {
  const say = (what: string): unknown => log.push(`${as}${what} at ${page.clock.now()}`)
  const claim = claims({
    name,
    clock: page.clock,
    events: {
      granted: () => say('granted'),
      taken: () => say('taken'),
      lost: () => say('lost'),
      failed: (cause) => say(`failed: ${String(cause)}`),
    },
  })
  return {
    ...claim,
    log,
    get status() {
      return log.at(-1)?.split(/\W/)[0] ?? 'asking'
    },
  }
}

/** A page that asks for the name. */
function openPage(browser: FakeBrowser, log?: string[], as?: string): FakePage & { claimed: Claimed } {
  const page = browser.openPage()
  return { ...page, claimed: ask(createClaims(page), page, log, as) }
}

const kinds: [string, BrowserOptions][] = [
  ['Web Locks', {}],
  ['a lease', { locks: false }],
]

describe.each(kinds)('among pages with %s', (_kind, options) => {
  test('the first page has it, and the others hear that it is taken', async () => {
    const browser = createBrowser(options)
    const first = openPage(browser)
    await browser.clock.advance(500)
    const others = [openPage(browser), openPage(browser)]
    await browser.clock.advance(500)
    expect([first, ...others].map(({ claimed }) => claimed.status)).toEqual(['granted', 'taken', 'taken'])
  })

  test('of pages that ask at the same time one has it', async () => {
    const browser = createBrowser(options)
    const pages = [openPage(browser), openPage(browser), openPage(browser)]
    await browser.clock.advance(1000)
    expect(pages.map(({ claimed }) => claimed.status).toSorted()).toEqual(['granted', 'taken', 'taken'])
  })

  test('the next page has it when the first one releases it, is left, or is put into the cache', async () => {
    const browser = createBrowser(options)
    const pages = [openPage(browser)]
    await browser.clock.advance(500)
    for (const end of ['release', 'leave', 'cache'] as const) {
      const next = openPage(browser)
      await browser.clock.advance(500)
      expect(next.claimed.status).toBe('taken')
      const last = pages.at(-1)
      if (end === 'release') last?.claimed.release()
      else last?.[end]()
      await browser.clock.advance(500)
      expect(next.claimed.status).toBe('granted')
      pages.push(next)
    }
  })

  test('the next page has it when the first one dies', async () => {
    const browser = createBrowser(options)
    const first = openPage(browser)
    await browser.clock.advance(500)
    const next = openPage(browser)
    await browser.clock.advance(500)
    first.crash()
    await browser.clock.advance(90_000)
    expect(next.claimed.status).toBe('granted')
  })

  test('a page that comes back from the cache asks again', async () => {
    const browser = createBrowser(options)
    const alone = openPage(browser)
    await browser.clock.advance(500)
    alone.cache()
    alone.comeBack()
    await browser.clock.advance(500)
    expect(alone.claimed.log.map((line) => line.split(/\W/)[0])).toEqual(['granted', 'lost', 'granted'])
    alone.cache()
    const other = openPage(browser)
    await browser.clock.advance(500)
    alone.comeBack()
    await browser.clock.advance(500)
    expect([other.claimed.status, alone.claimed.status]).toEqual(['granted', 'taken'])
  })

  test('a page that waited in the cache gets it once it is back', async () => {
    const browser = createBrowser(options)
    const first = openPage(browser)
    await browser.clock.advance(500)
    const waiting = openPage(browser)
    await browser.clock.advance(500)
    waiting.cache()
    first.leave()
    await browser.clock.advance(500)
    const third = openPage(browser)
    await browser.clock.advance(500)
    expect(third.claimed.status).toBe('granted')
    third.leave()
    waiting.comeBack()
    await browser.clock.advance(500)
    expect(waiting.claimed.status).toBe('granted')
  })

  test('tells nothing after it was released', async () => {
    const browser = createBrowser(options)
    const first = openPage(browser)
    first.claimed.release()
    await browser.clock.advance(500)
    const second = openPage(browser)
    await browser.clock.advance(500)
    second.claimed.release()
    second.cache()
    second.comeBack()
    await browser.clock.advance(500)
    expect([first.claimed.log.length, second.claimed.log.length, browser.clock.timers]).toEqual([0, 1, 0])
  })

  test('leaves nothing behind', async () => {
    const browser = createBrowser(options)
    const pages = [openPage(browser), openPage(browser)]
    await browser.clock.advance(1000)
    for (const { claimed } of pages) claimed.release()
    await browser.clock.advance(1000)
    expect([browser.locks.held, [...browser.items], browser.clock.timers]).toEqual([[], [], 0])
  })
})

describe.each<[string, BrowserOptions]>([...kinds, ['neither', { locks: false, localStorage: false }]])(
  'on one page with %s',
  (_kind, options) => {
    test('two claims exclude each other', async () => {
      const browser = createBrowser(options)
      const page = browser.openPage()
      const claims = createClaims(page)
      const [first, second] = [ask(claims, page), ask(claims, page)]
      await browser.clock.advance(500)
      expect([first.status, second.status]).toEqual(['granted', 'taken'])
      first.release()
      await browser.clock.advance(500)
      expect(second.status).toBe('granted')
    })

    test('the next one waits for the last use of the one before, and is not told that it is taken', async () => {
      const browser = createBrowser(options)
      const page = browser.openPage()
      const claims = createClaims(page)
      const first = ask(claims, page)
      await browser.clock.advance(500)
      let finish = (): void => {}
      first.release(new Promise((resolve) => (finish = resolve)))
      const second = ask(claims, page)
      await browser.clock.advance(500)
      expect(second.log).toEqual([])
      finish()
      await browser.clock.advance(500)
      expect(second.log.map((line) => line.split(/\W/)[0])).toEqual(['granted'])
    })

    test('one that waits may give up, and those behind it still follow', async () => {
      const browser = createBrowser(options)
      const page = browser.openPage()
      const claims = createClaims(page)
      const [first, second, third] = [ask(claims, page), ask(claims, page), ask(claims, page)]
      await browser.clock.advance(500)
      second.release()
      second.release()
      first.release()
      first.release()
      await browser.clock.advance(500)
      expect([second.status, third.status]).toEqual(['taken', 'granted'])
    })

    test('different names do not exclude each other', async () => {
      const browser = createBrowser(options)
      const page = browser.openPage()
      const claims = createClaims(page)
      const log: string[] = []
      const events = { taken() {}, lost() {}, failed() {} }
      for (const other of ['one', 'two']) {
        claims({ name: other, clock: page.clock, events: { ...events, granted: () => log.push(other) } })
      }
      await browser.clock.advance(500)
      expect(log).toEqual(['one', 'two'])
    })
  },
)

test('where there is nothing to tell pages apart, each has it at once', async () => {
  const browser = createBrowser({ locks: false, localStorage: false })
  const pages = [openPage(browser), openPage(browser)]
  await browser.clock.advance(0)
  expect(pages.map(({ claimed }) => claimed.log)).toEqual([['granted at 0'], ['granted at 0']])
})

describe('with Web Locks', () => {
  test('a free lock is granted at once, and localStorage is not touched', async () => {
    const browser = createBrowser()
    const { claimed } = openPage(browser)
    await browser.clock.advance(0)
    expect([claimed.log, browser.locks.held, [...browser.items]]).toEqual([['granted at 0'], [name], []])
  })

  test('a lock that is stolen is lost, and asked for again', async () => {
    const browser = createBrowser()
    const { claimed } = openPage(browser)
    await browser.clock.advance(0)
    browser.locks.steal(name)
    await browser.clock.advance(0)
    expect(claimed.log).toEqual(['granted at 0', 'lost at 0', 'taken at 0'])
  })

  test('locks that are refused give way to a lease', async () => {
    const browser = createBrowser()
    browser.locks.refuse(new DOMException('an opaque origin', 'SecurityError'))
    const pages = [openPage(browser), openPage(browser)]
    await browser.clock.advance(1000)
    expect(pages.map(({ claimed }) => claimed.status).toSorted()).toEqual(['granted', 'taken'])
  })

  test('locks that are refused at once give way to a lease, too', async () => {
    const browser = createBrowser()
    const page = browser.openPage()
    const broken: FakePage = {
      ...page,
      locks: () => ({
        request() {
          throw new TypeError('Illegal invocation')
        },
      }),
    }
    const claimed = ask(createClaims(broken), broken)
    await browser.clock.advance(1000)
    expect([claimed.log, browser.items.has(leaseKey)]).toEqual([['granted at 300'], true])
  })

  test('a request that is never answered says nothing, and can be given up', async () => {
    const browser = createBrowser()
    browser.locks.hang()
    const { claimed } = openPage(browser)
    await browser.clock.advance(10_000)
    claimed.release()
    await browser.clock.advance(10_000)
    expect(claimed.log).toEqual([])
  })
})

describe('with a lease', () => {
  test('it is granted once everybody must have seen it', async () => {
    const browser = createBrowser({ locks: false })
    const { claimed } = openPage(browser)
    await browser.clock.advance(299)
    expect(claimed.log).toEqual([])
    await browser.clock.advance(1)
    expect(claimed.log).toEqual(['granted at 300'])
  })

  test('it is kept for as long as the page lives', async () => {
    const browser = createBrowser({ locks: false })
    const [first, second] = [openPage(browser), openPage(browser)]
    await browser.clock.advance(3_600_000)
    expect([first, second].map(({ claimed }) => claimed.log.length)).toEqual([1, 1])
  })

  test('a hidden page whose timers run once a minute keeps it', async () => {
    const browser = createBrowser({ locks: false })
    const first = openPage(browser)
    await browser.clock.advance(500)
    first.throttle(60_000)
    const second = openPage(browser)
    await browser.clock.advance(3_600_000)
    expect([first.claimed.log, second.claimed.status]).toEqual([['granted at 300'], 'taken'])
  })

  test('a page that slept hears that it lost it before anything else happens', async () => {
    const browser = createBrowser({ locks: false })
    const page = openPage(browser)
    await browser.clock.advance(500)
    page.freeze()
    await browser.clock.advance(75_000)
    page.claimed.check()
    expect(page.claimed.status).toBe('lost')
    page.thaw()
    await browser.clock.advance(500)
    expect(page.claimed.status).toBe('granted')
  })

  test('a page that slept for a short time still has it', async () => {
    const browser = createBrowser({ locks: false })
    const page = openPage(browser)
    await browser.clock.advance(500)
    page.freeze()
    await browser.clock.advance(30_000)
    page.thaw()
    page.claimed.check()
    await browser.clock.advance(1000)
    expect(page.claimed.log).toEqual(['granted at 300'])
  })

  test('a page whose lease another one took finds it taken', async () => {
    const browser = createBrowser({ locks: false })
    const sleeper = openPage(browser)
    await browser.clock.advance(500)
    const heir = openPage(browser)
    await browser.clock.advance(500)
    sleeper.freeze()
    await browser.clock.advance(90_000)
    expect(heir.claimed.status).toBe('granted')
    sleeper.thaw()
    sleeper.claimed.check()
    await browser.clock.advance(1000)
    expect(sleeper.claimed.log.map((line) => line.split(/\W/)[0])).toEqual(['granted', 'lost', 'taken'])
    expect(heir.claimed.status).toBe('granted')
  })

  test('a page that reads an old value does not take it from the one that has it', async () => {
    const browser = createBrowser({ locks: false, visibleAfter: 20 })
    const late = browser.openPage()
    const holder = openPage(browser)
    late.freeze()
    await browser.clock.advance(500)
    // Its main thread was busy: it runs before it hears of what the other page wrote.
    const area = late.sharedStorage()
    const stale: FakePage = { ...late, clock: browser.clock, sharedStorage: () => area }
    const claimed = ask(createClaims(stale), stale)
    late.thaw()
    await browser.clock.advance(2000)
    expect([holder.claimed.log, claimed.status]).toEqual([['granted at 300'], 'taken'])
  })

  test('a page that woke up does not take it from a page that fell asleep a moment ago', async () => {
    const browser = createBrowser({ locks: false })
    const sleeper = openPage(browser)
    await browser.clock.advance(500)
    const waiting = openPage(browser)
    await browser.clock.advance(500)
    waiting.freeze()
    sleeper.leave()
    const holder = openPage(browser)
    await browser.clock.advance(200_000)
    holder.freeze()
    waiting.thaw()
    await browser.clock.advance(1000)
    holder.thaw()
    holder.claimed.check()
    expect([holder.claimed.status, waiting.claimed.status]).toEqual(['granted', 'taken'])
  })

  test('somebody who clears localStorage does not take it away', async () => {
    const browser = createBrowser({ locks: false })
    const first = openPage(browser)
    await browser.clock.advance(500)
    const second = openPage(browser)
    await browser.clock.advance(500)
    browser.openPage().sharedStorage()?.clear()
    await browser.clock.advance(2000)
    expect([first.claimed.log, second.claimed.status]).toEqual([['granted at 300'], 'taken'])
  })

  test.each([-3_600_000, 3_600_000])('a clock that is set by %i ms leaves it with one page', async (jump) => {
    const browser = createBrowser({ locks: false })
    const pages = [openPage(browser), openPage(browser)]
    await browser.clock.advance(1000)
    browser.clock.setDate(browser.clock.date() + jump)
    await browser.clock.advance(2000)
    expect(pages.map(({ claimed }) => claimed.status).toSorted()).toEqual(['granted', 'taken'])
  })

  test('a clock that was set back does not keep a lease of a page that died', async () => {
    const browser = createBrowser({ locks: false })
    const first = openPage(browser)
    await browser.clock.advance(500)
    first.crash()
    browser.clock.setDate(browser.clock.date() - 3_600_000)
    const second = openPage(browser)
    await browser.clock.advance(85_000)
    expect(second.claimed.status).toBe('granted')
  })

  test.each(['garbage', '{}', 'null', '{"owner":1,"status":"held","until":9e99}', '[]'])(
    'takes %s for no lease',
    async (text) => {
      const browser = createBrowser({ locks: false })
      browser.openPage().sharedStorage()?.setItem(leaseKey, text)
      const { claimed } = openPage(browser)
      await browser.clock.advance(500)
      expect(claimed.log).toEqual(['granted at 300'])
    },
  )

  test('a lease of somebody unknown runs out, whatever it says', async () => {
    const browser = createBrowser({ locks: false })
    browser.openPage().sharedStorage()?.setItem(leaseKey, '{"owner":"x","status":"held","until":9e999}')
    const { claimed } = openPage(browser)
    await browser.clock.advance(500)
    expect(claimed.log).toEqual(['taken at 0'])
    await browser.clock.advance(81_000)
    expect(claimed.status).toBe('granted')
  })

  test('a full localStorage is reported once, and tried again', async () => {
    const browser = createBrowser({ locks: false })
    browser.openPage().sharedStorage()?.setItem('other', 'things')
    browser.beforeWrite = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    const { claimed } = openPage(browser)
    await browser.clock.advance(30_000)
    expect(claimed.log).toEqual(['failed: QuotaExceededError: full at 0'])
    browser.beforeWrite = () => {}
    await browser.clock.advance(6000)
    expect(claimed.status).toBe('granted')
  })

  test('a localStorage that is empty and takes nothing counts as none', async () => {
    const browser = createBrowser({ locks: false })
    browser.beforeWrite = () => {
      throw new DOMException('private', 'QuotaExceededError')
    }
    const { claimed } = openPage(browser)
    await browser.clock.advance(0)
    expect(claimed.log).toEqual(['granted at 0'])
  })

  test('a localStorage that fills up while it is held loses it at its end, not before', async () => {
    const browser = createBrowser({ locks: false })
    const { claimed } = openPage(browser)
    await browser.clock.advance(500)
    browser.beforeWrite = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    await browser.clock.advance(60_000)
    expect(claimed.log).toEqual(['granted at 300'])
    await browser.clock.advance(20_000)
    expect(claimed.log.map((line) => line.split(/\W/)[0])).toEqual(['granted', 'lost', 'failed'])
  })
})

/** Deterministic: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
}

test.each(kinds)('in 300 random histories no two pages ever rely on it at once, with %s', async (_kind, options) => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = createRandom(seed)
    const browser = createBrowser({ ...options, visibleAfter: random(150) })
    const history: string[] = []
    let pages: ReturnType<typeof openPage>[] = []
    const awake = new Set<FakePage>()
    for (let step = 0; step < 60; step += 1) {
      const page = pages[random(pages.length)]
      const what = ['open', 'release', 'leave', 'crash', 'cache', 'come back', 'freeze', 'thaw', 'wait', 'wait'][
        random(10)
      ]
      history.push(what ?? '')
      if (what === 'open' && pages.length < 4) {
        const opened = openPage(browser)
        pages.push(opened)
        awake.add(opened)
      }
      if (page) {
        if (what === 'freeze') {
          page.freeze()
          awake.delete(page)
        }
        if (what === 'thaw' && !awake.has(page)) {
          page.thaw()
          awake.add(page)
        }
        if (awake.has(page)) {
          if (what === 'cache') {
            page.cache()
            page.comeBack()
          }
          if (what === 'release') page.claimed.release()
          if (what === 'leave') page.leave()
          if (what === 'crash') page.crash()
          if (what === 'release' || what === 'leave' || what === 'crash')
            pages = pages.filter((other) => other !== page)
        }
      }
      await browser.clock.advance([0, 10, 250, 400, 5000, 100_000][random(6)] ?? 0)
      // A page relies on it only after it has checked, and a frozen page does nothing.
      for (const other of pages) if (awake.has(other)) other.claimed.check()
      const owners = pages.filter((other) => awake.has(other) && other.claimed.status === 'granted')
      expect(owners.length, `seed ${seed}: ${history.join(', ')}`).toBeLessThan(2)
    }
    for (const page of pages) {
      page.thaw()
      page.comeBack()
    }
    await browser.clock.advance(200_000)
    const owners = pages.filter(({ claimed }) => claimed.status === 'granted')
    expect(owners.length, `seed ${seed} ends with one owner`).toBe(Math.min(pages.length, 1))
  }
})
