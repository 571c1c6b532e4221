import { expect, inject, test } from 'vitest'
import type { Browser } from './drivers/browser'
import { startChromium } from './drivers/chromium'
import { startFirefox } from './drivers/firefox'
import { startWebKit } from './drivers/webkit'
import { type Page, pageOf } from './page'
import { serversOf } from './servers'

const drivers = { Chromium: startChromium, Firefox: startFirefox, WebKitGTK: startWebKit }

export type BrowserName = keyof typeof drivers

export type BrowserTest = ReturnType<typeof testIn>

/**
 * `test` in a browser, which is started once for the tests of a file, since browsers and windows are what costs most. They
 * share two windows, `page` and `developmentPage`, and leave nothing there; `openPage` opens one for a single test.
 */
export function testIn(name: BrowserName) {
  return test
    .extend('browserName', { scope: 'file' }, () => name)
    .extend('pages', () => inject('pages'))
    .extend('servers', ({ onTestFinished }) => serversOf({ onTestFinished }))
    .extend('browser', { scope: 'file' }, async ({ browserName }, { onCleanup }): Promise<Browser> => {
      const browser = await drivers[browserName]()
      onCleanup(browser.close)
      return browser
    })
    .extend('productionWindow', { scope: 'file' }, ({ browser }) => openPage(browser, inject('pages').production))
    .extend('developmentWindow', { scope: 'file' }, ({ browser }) => openPage(browser, inject('pages').development))
    .extend('page', ({ productionWindow }, { onCleanup }) => {
      onCleanup(() => leaveNothing(productionWindow))
      return productionWindow
    })
    .extend('developmentPage', ({ developmentWindow }, { onCleanup }) => {
      onCleanup(() => leaveNothing(developmentWindow))
      return developmentWindow
    })
    .extend('openPage', ({ browser }, { onCleanup }) => {
      const pages: Page[] = []
      onCleanup(async () => {
        await Promise.all(pages.map((page) => page.close()))
      })
      return async (url = inject('pages').production): Promise<Page> => {
        const page = await openPage(browser, url)
        pages.push(page)
        return page
      }
    })
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const tab = await browser.newTab()
  await tab.open(url)
  return pageOf(tab)
}

/** Nothing is mounted any more, the page is visible, and its scripts printed nothing that the test did not ask for. */
async function leaveNothing(page: Page): Promise<void> {
  await page.call('unmount')
  if ((await page.call('visibility')) === 'hidden') await page.tab.show()
  expect(await page.call('takePrinted')).toEqual([])
}
