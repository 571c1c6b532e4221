import type { Browser, Page } from 'playwright'
import type { Todo } from '../../../examples/supabase-todos/protocol'
import { giveName } from './chat'
import { type ExampleServer, startServer as start } from './server'

export interface TodoServer extends ExampleServer {
  /** The rows, in the order of the list. */
  rows(): Promise<Todo[]>
  /** These rows, and no others. */
  reset(titles: readonly string[]): Promise<void>
}

/** The stand-in for Supabase. */
export async function startServer(env: NodeJS.ProcessEnv): Promise<TodoServer> {
  const server = await start('supabase-todos', env)
  const { url } = server
  const headers = { apikey: 'sb_secret_local', 'content-type': 'application/json' }
  const ask = (query: string, init: RequestInit = {}) => fetch(`${url}/rest/v1/todos${query}`, { ...init, headers })

  return {
    ...server,
    rows: async () => (await (await ask('?order=position,id')).json()) as Todo[],
    async reset(titles) {
      await ask('?position=gt.0', { method: 'DELETE' })
      const rows = titles.map((title, index) => ({ title, position: index + 1, pinned: title === 'Pinned' }))
      const { ok } = await ask('', { method: 'POST', body: JSON.stringify(rows) })
      if (!ok) throw new Error('The rows were not written')
    },
  }
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
