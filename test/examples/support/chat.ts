import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Locator, type Page } from 'playwright'
import { createServer, type ViteDevServer } from 'vite'
import { launchOptions } from '../../support/chromium.mjs'

export const root = fileURLToPath(new URL('../../..', import.meta.url))
export const example = `${root}examples/websocket-chat`

export interface ChatServer {
  readonly url: string
  readonly port: number
  /** Resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

/** The chat server as a process of its own, which may be killed. */
export async function startServer(log: string, port = 0): Promise<ChatServer> {
  const child = spawn(process.execPath, [`${example}/server.mjs`], {
    env: { ...process.env, PORT: String(port), LOG: log },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await firstLine(child, /ws:/)
  const url = line.slice(line.indexOf('ws://'))
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

/** The first line on stdout that matches. */
export function firstLine(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) return reject(new Error('The process has no stdout'))
    createInterface(child.stdout).on('line', (line) => pattern.test(line) && resolve(line))
    child.once('exit', (code, signal) => reject(new Error(`It ended (${signal ?? code}) without a line of ${pattern}`)))
  })
}

/** The app, as `npm start` serves it. */
export async function startApp(chatUrl: string): Promise<ViteDevServer> {
  process.env.VITE_SERVER_URL = chatUrl
  const app = await createServer({
    configFile: `${example}/vite.config.ts`,
    cacheDir: `${root}node_modules/.vite/chat-test`,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0, watch: null, hmr: false },
  })
  return app.listen()
}

export function urlOf(app: ViteDevServer): string {
  const [url] = app.resolvedUrls?.local ?? []
  if (!url) throw new Error('The app is not being served')
  return url
}

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
