import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Browser, Page } from 'playwright'
import { createServer, type ViteDevServer } from 'vite'
import type { Todo } from '../../../examples/supabase-todos/protocol'
import { firstLine, giveName, root } from './chat'

const example = `${root}examples/supabase-todos`

export interface TodoServer {
  readonly url: string
  readonly port: number
  /** The rows, in the order of the list. */
  rows(): Promise<Todo[]>
  /** These rows, and no others. */
  reset(titles: readonly string[]): Promise<void>
  /** Resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

export function spawnServer(env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [`${example}/server.mjs`], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The stand-in as a process of its own, which may be killed. */
export async function startServer(log: string, port = 0): Promise<TodoServer> {
  const child = spawnServer({ PORT: String(port), LOG: log })
  child.stderr?.pipe(process.stderr)
  const [url = ''] = /http:\S+/.exec(await firstLine(child, /http:/)) ?? []
  const headers = { apikey: 'sb_secret_local', 'content-type': 'application/json' }
  const ask = (query: string, init: RequestInit = {}) => fetch(`${url}/rest/v1/todos${query}`, { ...init, headers })

  return {
    url,
    port: Number(new URL(url).port),
    rows: async () => (await (await ask('?order=position,id')).json()) as Todo[],
    async reset(titles) {
      await ask('?position=gt.0', { method: 'DELETE' })
      const rows = titles.map((title, index) => ({ title, position: index + 1, pinned: title === 'Pinned' }))
      const { ok } = await ask('', { method: 'POST', body: JSON.stringify(rows) })
      if (!ok) throw new Error('The rows were not written')
    },
    async kill(signal = 'SIGKILL') {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

/** The app, as `npm start` serves it; `env` is there while it starts. */
export async function startApp(env: Record<string, string>, name = 'todos-test'): Promise<ViteDevServer> {
  Object.assign(process.env, env)
  const app = await createServer({
    configFile: `${example}/vite.config.ts`,
    cacheDir: `${root}node_modules/.vite/${name}`,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0, watch: null, hmr: false },
  })
  for (const key of Object.keys(env)) delete process.env[key]
  return app.listen()
}

/** Somebody at the list, in a browser context of their own. */
export interface Somebody {
  readonly page: Page
  readonly name: string
  /** What went wrong on their page; that a server is away, or says no, is the browser's own line, and not counted. */
  readonly complaints: readonly string[]
  /** The titles as they stand on the page; with a tick, what is done. */
  list(): Promise<string[]>
  people(): Promise<string[]>
  add(title: string): Promise<void>
  toggle(title: string): Promise<void>
  rename(title: string, next: string): Promise<void>
  remove(title: string): Promise<void>
  /** Changes arrive, and all rows are there. */
  isLive(): Promise<void>
  breakLink(): Promise<void>
  mendLink(): Promise<void>
}

const ofTheBrowser =
  /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|FAILED)|status of (400|401|403|409)|WebSocket is closed/

export async function join(browser: Browser, url: string, name: string): Promise<Somebody> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || ofTheBrowser.test(message.text())) return
    complaints.push(message.text())
  })
  await page.goto(url)
  await giveName(page, name)
  const isLive = (): Promise<void> => page.getByText('Live: changes arrive').waitFor()
  await isLive()
  const click = (button: string): Promise<void> => page.getByRole('button', { name: button, exact: true }).click()

  return {
    page,
    name,
    complaints,
    list: () =>
      page.locator('.todo').evaluateAll((items) =>
        items.map((item) => {
          const isDone = item.querySelector<HTMLInputElement>('[type=checkbox]')?.checked
          return `${isDone ? '✓ ' : ''}${item.querySelector('.title')?.textContent}`
        }),
      ),
    people: () => page.locator('.people .unseen').allTextContents(),
    async add(title) {
      const input = page.getByLabel('New to-do')
      await input.fill(title)
      await input.press('Enter')
    },
    toggle: (title) => page.getByRole('checkbox', { name: title, exact: true }).click(),
    async rename(title, next) {
      await click(`Edit “${title}”`)
      const input = page.getByLabel(`New words for “${title}”`)
      await input.fill(next)
      await input.press('Enter')
    },
    remove: (title) => click(`Delete “${title}”`),
    isLive,
    breakLink: () => click('Break my link'),
    mendLink: () => click('Mend my link'),
  }
}
