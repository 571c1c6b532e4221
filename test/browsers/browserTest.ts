import { expect, inject, test } from 'vitest'
import type { Browser } from './drivers/browser'
import { handleOf, type PageHandle } from './pageHandle'
import { serversOf } from './servers'

export type BrowserName = 'Chromium' | 'Firefox' | 'WebKitGTK'

export type BrowserTest = ReturnType<typeof testIn>

/**
 * `test` in a browser. Browsers and windows cost more than anything else here, so the tests of a file share one browser and
 * two windows, `page` and `developmentPage`. A test leaves these two as it found them: see `expectNothingLeft`. `openPage`
 * opens a window for a single test, which may change its page as it likes.
 *
 * @param browser `undefined` where the browser is not installed: then its tests are skipped.
 */
export function testIn(name: BrowserName, browser: Browser | undefined) {
  return test
    .extend('browserName', { scope: 'file' }, () => name)
    .extend('addresses', () => inject('addresses'))
    .extend('servers', ({ onTestFinished }) => serversOf({ onTestFinished }))
    .extend('browser', { scope: 'file' }, ({ browserName }, { onCleanup }): Browser => {
      if (!browser) throw new Error(`${browserName} was not started, so its tests have to be skipped.`)
      onCleanup(browser.close)
      return browser
    })
    .extend('productionWindow', { scope: 'file' }, ({ browser }) => openPage(browser, inject('addresses').production))
    .extend('developmentWindow', { scope: 'file' }, ({ browser }) => openPage(browser, inject('addresses').development))
    .extend('page', ({ productionWindow }, { onCleanup }) => {
      onCleanup(() => expectNothingLeft(productionWindow))
      return productionWindow
    })
    .extend('developmentPage', ({ developmentWindow }, { onCleanup }) => {
      onCleanup(() => expectNothingLeft(developmentWindow))
      return developmentWindow
    })
    .extend('openPage', ({ browser }, { onCleanup }) => {
      const pages: PageHandle[] = []
      onCleanup(async () => {
        await Promise.all(pages.map((page) => page.close()))
      })
      return async (url = inject('addresses').production): Promise<PageHandle> => {
        const page = await openPage(browser, url)
        pages.push(page)
        return page
      }
    })
}

async function openPage(browser: Browser, url: string): Promise<PageHandle> {
  const tab = await browser.newTab()
  await tab.open(url)
  return handleOf(tab)
}

/**
 * Unmounts what a test mounted, ends its workers, and shows the page. Fails where the test changed the page in another way, or
 * where scripts printed something that the test did not take.
 */
async function expectNothingLeft(page: PageHandle): Promise<void> {
  await page.call('unmount')
  if ((await page.call('visibility')) === 'hidden') await page.tab.show()
  expect(await page.call('takePrinted')).toEqual([])
  expect(await page.call('state')).toEqual({ hasLocks: true, isOnline: true, workers: 0 })
}
