import type { BrowserContext, Locator, Page } from 'playwright'
import { type ExampleServer, root, startServer as start } from './server'

/** It has wirehooks from the source. */
export function startServer(env: NodeJS.ProcessEnv = {}): Promise<ExampleServer> {
  return start('presence-board', { NODE_OPTIONS: `--import ${root}scripts/fromSource.mjs`, ...env })
}

/** One tab of somebody at the board. */
export interface Somebody {
  readonly page: Page
  /** What went wrong on their page; that nobody listens at an address is the browser's own line, and not counted. */
  readonly complaints: readonly string[]
  readonly note: Locator
  /** Who is there, as it stands on the page, without the time. */
  people(): Promise<string[]>
  /** Everything the line for news has said so far. */
  news(): Promise<string[]>
  /** The pointer goes to these parts of the board's width and height. */
  pointAt(x: number, y: number): Promise<void>
  /** Where a name points, likewise; `null` when nowhere. */
  cursorOf(name: string): Promise<{ x: number; y: number } | null>
}

const ofTheBrowser = /ERR_CONNECTION_(REFUSED|RESET)|WebSocket is closed|Connection closed before receiving a handshake/

/** Opens a tab in the browser of somebody, and waits until they are there. */
export async function join(context: BrowserContext, url: string, name: string): Promise<Somebody> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || ofTheBrowser.test(message.text())) return
    complaints.push(message.text())
  })
  await page.goto(url)
  await page.evaluate(recordNews)
  await isLive(page)
  await page.getByLabel('Your name').fill(name)

  return {
    page,
    complaints,
    note: page.getByLabel('Your note'),
    people: () =>
      page.locator('.people li').evaluateAll((items) =>
        items.map((item) => {
          const facts = item.querySelector('.facts')?.textContent ?? ''
          return `${item.querySelector('.name')?.textContent}: ${facts.replace(/ · since [^·]+?(?= ·|$)/, '')}`
        }),
      ),
    news: () => page.evaluate(() => (globalThis as { news?: string[] }).news ?? []),
    async pointAt(x, y) {
      const box = await page.locator('.surface').boundingBox()
      if (!box) throw new Error('There is no board')
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height)
    },
    cursorOf: (name) =>
      page.evaluate((name) => {
        const board = document.querySelector('.surface')?.getBoundingClientRect()
        const cursor = [...document.querySelectorAll('.cursor')].find(({ textContent }) => textContent.startsWith(name))
        if (!board || !cursor) return null
        const { left, top } = cursor.getBoundingClientRect()
        return { x: (left - board.left) / board.width, y: (top - board.top) / board.height }
      }, name),
  }
}

export function isLive(page: Page): Promise<void> {
  return page.getByText('Live', { exact: true }).waitFor()
}

/** In the page: what it says of who comes and goes is soon gone. */
function recordNews(): void {
  const news: string[] = []
  Object.assign(globalThis, { news })
  let last = ''
  new MutationObserver(() => {
    const text = document.querySelector('.toast')?.textContent ?? ''
    if (text && text !== last) news.push(text)
    last = text
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
}
