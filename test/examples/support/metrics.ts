import type { Browser, Page } from 'playwright'
import { openPage } from './chat'

export type Fact = 'messages/s' | 'renders/s' | 'received' | 'missed'

/** Somebody who looks at the dashboard. */
export interface Watcher {
  readonly page: Page
  /** What went wrong on their page. */
  readonly complaints: readonly string[]
  /** A number of the status bar. */
  fact(name: Fact): Promise<number>
  isLive(): Promise<void>
  /** Every word there ever was about the connection. */
  statuses(): Promise<string[]>
  /** The names of the hosts on the page. */
  hosts(): Promise<string[]>
}

export async function watch(browser: Browser, url: string): Promise<Watcher> {
  const { page, complaints } = await openPage(browser)
  await page.addInitScript(recordStatuses)
  await page.goto(url)
  const isLive = (): Promise<void> => page.getByText('Live', { exact: true }).waitFor()
  await isLive()
  return {
    page,
    complaints,
    isLive,
    statuses: () => page.evaluate(() => (globalThis as { statuses?: string[] }).statuses ?? []),
    async fact(name) {
      const row = page.locator('dl div').filter({ has: page.getByText(name, { exact: true }) })
      return Number((await row.locator('dd').innerText()).replaceAll(',', ''))
    },
    hosts: () => page.locator('.host .name').allInnerTexts(),
  }
}

/** Runs in the page. A short break is over before a test could look. */
function recordStatuses(): void {
  const statuses: string[] = []
  Object.assign(globalThis, { statuses })
  new MutationObserver(() => {
    const status = document.querySelector('output')?.textContent ?? ''
    if (status !== statuses.at(-1)) statuses.push(status)
  }).observe(document, { subtree: true, childList: true, characterData: true })
}
