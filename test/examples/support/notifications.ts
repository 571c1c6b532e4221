import type { Browser, Page } from 'playwright'
import type { User } from '../../../examples/sse-notifications/protocol'

/** A user at their page, in a browser context of their own. */
export interface Somebody {
  readonly page: Page
  /** What went wrong on their page; that a server is away, or says no, is the browser's own line, and not counted. */
  readonly complaints: readonly string[]
  send(text: string): Promise<void>
  /** The texts of all notifications, oldest first. */
  texts(): Promise<string[]>
  /** Every toast there ever was, in order. */
  toasts(): Promise<string[]>
  unread(): Promise<number>
  isConnected(): Promise<void>
  /**
   * The `Last-Event-ID` of every stream that was answered; undefined for none. An attempt that fails, because the server is killed
   * under it, asks once more without the header, since a server may refuse it: that says nothing about what was resumed.
   */
  readonly lastEventIds: readonly (string | undefined)[]
}

const ofTheBrowser =
  /ERR_CONNECTION_(REFUSED|RESET)|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|status of (401|503)/

export async function open(browser: Browser, appUrl: string, user: User): Promise<Somebody> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || ofTheBrowser.test(message.text())) return
    complaints.push(message.text())
  })
  const lastEventIds: (string | undefined)[] = []
  page.on('response', (response) => {
    const request = response.request()
    const isStream = request.method() === 'GET' && request.url().endsWith('/events') && response.ok()
    if (isStream) lastEventIds.push(request.headers()['last-event-id'])
  })
  await page.addInitScript(recordToasts)
  await page.goto(`${appUrl}?user=${user}`)
  const isConnected = (): Promise<void> => page.getByText('Connected', { exact: true }).waitFor()
  await isConnected()

  return {
    page,
    complaints,
    isConnected,
    lastEventIds,
    async send(text) {
      const input = page.getByLabel(/should know/)
      await input.fill(text)
      await input.press('Enter')
      // It is emptied when the server has it.
      await page.waitForFunction(() => document.querySelector('input')?.value === '')
    },
    texts: async () => (await page.locator('.item .text').allTextContents()).toReversed(),
    toasts: () => page.evaluate(() => (globalThis as unknown as { toasts: string[] }).toasts),
    async unread() {
      const label = await page.getByRole('link', { name: /^Notifications, \d+ unread$/ }).getAttribute('aria-label')
      return Number(/\d+/.exec(label ?? ''))
    },
  }
}

/** Runs in the page. Toasts go before a test could read them all. */
function recordToasts(): void {
  const toasts: string[] = []
  Object.assign(globalThis, { toasts })
  const observer = new MutationObserver((records) => {
    for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (node instanceof HTMLElement && node.matches('.toast')) {
        toasts.push(node.querySelector('.text')?.textContent ?? '')
      }
    }
  })
  observer.observe(document, { childList: true, subtree: true })
}
