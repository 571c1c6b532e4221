import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type App, startApp } from './support/app'
import { startBrowser } from './support/chat'
import { firstLine, spawnServer } from './support/server'
import { join, type Somebody, startServer, type TodoServer } from './support/supabaseTodos'

const example = 'supabase-todos'
const folder = mkdtempSync(joinPath(tmpdir(), 'todos-test-'))
const log = `${folder}/rows.jsonl`
let browser: Browser
let server: TodoServer
let app: App
let everybody: Somebody[] = []

beforeAll(async () => {
  server = await startServer({ LOG: log })
  app = await startApp(example, { VITE_SERVER_URL: server.url })
  browser = await startBrowser()
})

afterAll(async () => {
  await browser.close()
  await app.close()
  await server.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(() => server.reset(['Milk', 'Bread', 'Eggs', 'Pinned']))

afterEach(async () => {
  const complaints = everybody.flatMap((one) => one.complaints)
  await Promise.all(everybody.map(({ page }) => page.context().close()))
  everybody = []
  if (complaints.length > 0) throw new Error(`In the console: ${complaints.join('\n')}`)
})

async function comes(name: string, url = app.url): Promise<Somebody> {
  const somebody = await join(browser, url, name)
  everybody.push(somebody)
  return somebody
}

/** Waits for exactly this list, in this order. */
function sees({ list }: Somebody, titles: readonly string[]): Promise<void> {
  return vi.waitFor(async () => expect(await list()).toEqual(titles), { timeout: 30_000, interval: 100 })
}

/** The list as the database has it. */
async function stored(): Promise<string[]> {
  return (await server.rows()).map(({ title, done }) => (done ? `✓ ${title}` : title))
}

function hears({ page }: Somebody, news: string): Promise<void> {
  return page.locator('.news').getByText(news, { exact: true }).waitFor()
}

test('two people see who is there, and each what the other does', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  await expect.poll(() => ada.people()).toEqual(['Ada (you)', 'Bo'])
  await expect.poll(() => bo.people()).toEqual(['Ada', 'Bo (you)'])

  await ada.add('Tea')
  await hears(bo, 'Ada added “Tea”')
  await sees(bo, ['Milk', 'Bread', 'Eggs', 'Pinned', 'Tea'])
  await bo.toggle('Bread')
  await hears(ada, 'Bo ticked off “Bread”')
  await sees(ada, ['Milk', '✓ Bread', 'Eggs', 'Pinned', 'Tea'])
  await ada.rename('Milk', 'Oat milk')
  await hears(bo, 'Ada renamed “Milk” to “Oat milk”')
  await bo.remove('Eggs')
  await hears(ada, 'Bo deleted “Eggs”')
  await bo.add('Rice')
  await ada.toggle('Bread')
  await hears(bo, 'Ada reopened “Bread”')

  const list = ['Oat milk', 'Bread', 'Pinned', 'Tea', 'Rice']
  await sees(ada, list)
  await sees(bo, list)
  expect(await stored()).toEqual(list)
  await bo.page.close()
  await expect.poll(() => ada.people()).toEqual(['Ada (you)'])
})

test('what many add at once is in the same order everywhere', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  for (let n = 1; n <= 5; n += 1) await Promise.all([ada.add(`Ada ${n}`), bo.add(`Bo ${n}`)])
  await vi.waitFor(async () => expect(await stored()).toHaveLength(14), { timeout: 10_000 })
  const list = await stored()
  await sees(ada, list)
  await sees(bo, list)
  await ada.page.evaluate(() => scrollTo({ top: 0 }))
  await ada.add('Last')
  await vi.waitFor(async () => {
    const [row, foot] = await Promise.all(
      ['.todo:last-child', '.foot'].map((part) => ada.page.locator(part).boundingBox()),
    )
    expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual(foot?.y ?? 0)
  })
  expect(list.filter((title) => title.startsWith('Bo'))).toEqual(['Bo 1', 'Bo 2', 'Bo 3', 'Bo 4', 'Bo 5'])
})

test('goes on without a link, and ends with the list that the database has', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  await ada.breakLink()
  await ada.page.getByText('Reconnecting…').waitFor()
  await ada.add('Tea')
  await ada.add('Rice')
  await ada.toggle('Bread')
  await ada.toggle('Bread')
  await ada.toggle('Bread')
  await ada.rename('Milk', 'Oat milk')
  await bo.add('Salt')
  await bo.rename('Bread', 'Rye bread')
  await bo.remove('Eggs')
  await sees(bo, ['Milk', 'Rye bread', 'Pinned', 'Salt'])

  await sees(ada, ['Oat milk', '✓ Bread', 'Eggs', 'Pinned', 'Tea', 'Rice'])
  expect(await ada.page.getByText('saving…').count()).toBe(4)
  await ada.page.getByRole('status').getByText('What you change is kept here').waitFor()
  await ada.page.getByText('4 unsaved').waitFor()
  expect(await stored()).toEqual(['Milk', 'Rye bread', 'Pinned', 'Salt'])

  await ada.mendLink()
  await ada.isLive()
  await ada.page.getByText('saving…').first().waitFor({ state: 'detached' })
  await ada.page.getByText('What you change is kept here').waitFor({ state: 'detached' })
  await expect.poll(() => stored()).toHaveLength(6)
  const list = await stored()
  expect(list.toSorted()).toEqual(['Oat milk', 'Pinned', 'Rice', 'Salt', 'Tea', '✓ Rye bread'])
  expect(list.indexOf('Tea')).toBeLessThan(list.indexOf('Rice'))
  await sees(ada, list)
  await sees(bo, list)
  await expect.poll(() => ada.people()).toEqual(['Ada (you)', 'Bo'])
  await expect.poll(() => bo.people()).toEqual(['Ada', 'Bo (you)'])
})

test('what the database refuses is taken back, and says why', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  const list = ['Milk', 'Bread', 'Eggs', 'Pinned']
  const problem = ada.page.getByRole('alert')

  await ada.add('milk')
  await problem.getByText('Not added “milk”. There is “milk” already.').waitFor()
  expect(await ada.page.getByLabel('New to-do').inputValue()).toBe('milk')
  await sees(ada, list)
  await ada.rename('Bread', 'Eggs')
  await problem.getByText('There is “Eggs” already.').waitFor()
  await sees(ada, list)
  await ada.page.getByRole('button', { name: 'Dismiss' }).click()
  expect(await problem.textContent()).toBe('')

  await ada.toggle('Pinned')
  await problem.getByText('Not ticked off “Pinned”. It is pinned.').waitFor()
  await sees(ada, list)
  await ada.remove('Pinned')
  await problem.getByText('Not deleted “Pinned”. It is pinned.').waitFor()
  await sees(ada, list)
  await sees(bo, list)
  expect(await stored()).toEqual(list)
  expect(await bo.page.locator('.news').textContent()).toBe('')
})

test('what was written though the answer was lost is done, and done once', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  const lost: string[] = []
  await ada.page.route('**/rest/v1/todos*', async (route) => {
    const method = route.request().method()
    if (method === 'GET' || lost.includes(method)) return route.fallback()
    lost.push(method)
    await route.fetch()
    await route.abort()
  })
  await ada.add('Tea')
  await ada.toggle('Milk')
  await ada.remove('Bread')
  await hears(bo, 'Ada deleted “Bread”')
  expect(lost).toEqual(['POST', 'PATCH', 'DELETE'])
  const list = ['✓ Milk', 'Eggs', 'Pinned', 'Tea']
  await sees(ada, list)
  await sees(bo, list)
  expect(await stored()).toEqual(list)
  expect(await ada.page.getByRole('alert').textContent()).toBe('')
})

test('cursors follow those who are there, and go with them', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  await expect.poll(() => bo.people()).toHaveLength(2)
  const cursor = bo.page.locator('.cursor', { hasText: 'Ada' })
  const board = await ada.page.locator('.board').boundingBox()
  if (!board) throw new Error('There is no list')

  async function points(x: number, y: number): Promise<void> {
    await vi.waitFor(async () => {
      const box = await cursor.boundingBox()
      expect(Math.abs((box?.x ?? 0) - x)).toBeLessThan(2)
      expect(Math.abs((box?.y ?? 0) - y)).toBeLessThan(2)
    })
  }

  await ada.page.mouse.move(board.x + 40, board.y + 40)
  await points(board.x + 40, board.y + 40)
  await ada.page.mouse.move(board.x + 200, board.y + 120, { steps: 20 })
  await points(board.x + 200, board.y + 120)
  await ada.page.mouse.move(5, 5)
  await cursor.waitFor({ state: 'detached' })
  await ada.page.mouse.move(board.x + 40, board.y + 40)
  await cursor.waitFor()
  await ada.page.close()
  await cursor.waitFor({ state: 'detached' })
})

test('all of it can be done by keyboard, and the focus stays in the list', async () => {
  const { page, list } = await comes('Ada')
  const focused = (): Promise<string | undefined> =>
    page.evaluate(() => {
      const { activeElement: element } = document
      return element?.getAttribute('aria-label') ?? element?.closest('label')?.textContent
    })
  expect(await focused()).toBe('New to-do')
  await page.keyboard.type('Tea')
  await page.keyboard.press('Enter')
  await vi.waitFor(async () => expect((await list()).at(-1)).toBe('Tea'))
  expect(await focused()).toBe('New to-do')

  await page.getByRole('checkbox', { name: 'Milk' }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('Edit “Milk”')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Cream')
  await page.keyboard.press('Escape')
  await expect.poll(() => focused()).toBe('Edit “Milk”')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Cream')
  await page.keyboard.press('Enter')
  await expect.poll(() => focused()).toBe('Edit “Cream”')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect.poll(() => focused()).toBe('Bread')
  await expect.poll(() => list()).toEqual(['Bread', 'Eggs', 'Pinned', 'Tea'])
})

test('the server may die: the page waits, and the rows are kept', async () => {
  const ada = await comes('Ada')
  await ada.add('Tea')
  await expect.poll(() => stored()).toContain('Tea')
  await delay(200)
  const { port } = server
  await server.kill()
  await ada.page.getByText('Reconnecting…').waitFor()
  await ada.add('Rice')
  await ada.page.getByText('saving…').waitFor()
  server = await startServer({ LOG: log, PORT: String(port) })
  await ada.isLive()
  await vi.waitFor(async () => expect(await stored()).toContain('Rice'), { timeout: 10_000 })
  const list = ['Milk', 'Bread', 'Eggs', 'Pinned', 'Tea', 'Rice']
  await sees(ada, list)
  expect(await stored()).toEqual(list)
})

test('uses a project of your own, once it has the table', async () => {
  const env = { SUPABASE_URL: server.url, SUPABASE_ANON_KEY: 'sb_publishable_local' }
  const looking = spawnServer(example, env)
  expect(await firstLine(looking, /supabase server/)).toBe(`supabase server: ${server.url}`)
  await delay(300)
  expect(looking.exitCode).toBeNull()
  looking.kill('SIGTERM')
  await once(looking, 'exit')

  const stranger = spawnServer(example, { ...env, SUPABASE_ANON_KEY: 'nobody' })
  const said = new Promise((resolve) => stranger.stderr?.once('data', (data) => resolve(String(data))))
  expect(await said).toMatch(/run schema\.sql there/)
  expect(await once(stranger, 'exit')).toEqual([1, null])

  const own = await startApp(example, { ...env, VITE_SERVER_URL: 'http://127.0.0.1:9' })
  const ada = await comes('Ada', own.url)
  await sees(ada, ['Milk', 'Bread', 'Eggs', 'Pinned'])
  await ada.page.close()
  await own.close()
})
