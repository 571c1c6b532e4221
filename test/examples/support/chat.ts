import { execFileSync } from 'node:child_process'
import { type Browser, chromium, type Locator, type Page } from 'playwright'
import { launchOptions } from '../../support/chromium.mjs'

export function startBrowser(): Promise<Browser> {
  return chromium.launch(launchOptions)
}

/** Somebody at the chat, in a browser context of their own. */
export interface Somebody {
  readonly page: Page
  readonly name: string
  /** What went wrong on their page; that nobody listens at an address is the browser's own line, and not counted. */
  readonly complaints: readonly string[]
  readonly input: Locator
  say(text: string): Promise<void>
  /** The texts of all messages, their own too, as they stand on the page. */
  heard(): Promise<string[]>
}

export async function openPage(browser: Browser): Promise<Pick<Somebody, 'page' | 'complaints'>> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    const isOurs = !/ERR_CONNECTION_(REFUSED|RESET)|Connection closed before receiving a handshake/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && isOurs) complaints.push(message.text())
  })
  return { page, complaints }
}

export async function join(browser: Browser, url: string, name: string): Promise<Somebody> {
  const { page, complaints } = await openPage(browser)
  await page.goto(url)
  const input = page.getByLabel(/^Message to/)
  await giveName(page, name)
  await page.getByText('Connected', { exact: true }).waitFor()
  return {
    page,
    name,
    complaints,
    input,
    async say(text) {
      await input.fill(text)
      await input.press('Enter')
    },
    heard: () => page.locator('.message .text').allTextContents(),
  }
}

export async function giveName(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.keyboard.press('Enter')
}

/** The processes that a process has started. */
export function childrenOf(pid = 0): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n')
  const processes = rows.map((row) => row.trim().split(/\s+/))
  return processes.filter(([, parent, name]) => Number(parent) === pid && name !== 'ps').map(([child]) => Number(child))
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
