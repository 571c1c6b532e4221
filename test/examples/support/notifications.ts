import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Browser, Page } from 'playwright'
import { createServer, type ViteDevServer } from 'vite'
import type { User } from '../../../examples/sse-notifications/protocol'
import { firstLine, root } from './chat'

const example = `${root}examples/sse-notifications`

export interface NotificationServer {
  readonly url: string
  readonly port: number
  /** Resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

interface ServerSettings {
  readonly log: string
  readonly port?: number
  /** More of the environment, such as `TOKEN_LIFETIME`. */
  readonly env?: Record<string, string>
}

/** The server as a process of its own, which may be killed. */
export async function startServer({ log, port = 0, env = {} }: ServerSettings): Promise<NotificationServer> {
  const child = spawn(process.execPath, [`${example}/server.mjs`], {
    env: { ...process.env, ...env, PORT: String(port), LOG: log },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url = ''] = /http:\S+/.exec(await firstLine(child, /http:/)) ?? []
  return {
    url,
    port: Number(new URL(url).port),
    async kill(signal = 'SIGKILL') {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

/** The app, as `npm start` serves it. */
export async function startApp(serverUrl: string): Promise<ViteDevServer> {
  process.env.VITE_SERVER_URL = serverUrl
  const app = await createServer({
    configFile: `${example}/vite.config.ts`,
    cacheDir: `${root}node_modules/.vite/notifications-test`,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0, watch: null, hmr: false },
  })
  return app.listen()
}

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
  /** The `Last-Event-ID` of every attempt at the stream; undefined for none. */
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
  page.on('request', (request) => {
    const isStream = request.method() === 'GET' && request.url().endsWith('/events')
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
