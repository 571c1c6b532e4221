import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { User } from '../../examples/sse-notifications/protocol'
import { type App, startApp } from './support/app'
import { startBrowser } from './support/chat'
import { open, type Somebody } from './support/notifications'
import { type ExampleServer, startServer } from './support/server'

const example = 'sse-notifications'
const folder = mkdtempSync(join(tmpdir(), 'notifications-test-'))
let count = 0
let log: string
let browser: Browser
let server: ExampleServer
let app: App
let port: string
let everybody: Somebody[] = []

beforeAll(async () => {
  server = await startServer(example, { LOG: `${folder}/first.jsonl` })
  port = String(server.port)
  app = await startApp(example, { VITE_SERVER_URL: server.url })
  await server.kill()
  browser = await startBrowser()
})

afterAll(async () => {
  await browser.close()
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  log = `${folder}/${(count += 1)}.jsonl`
  server = await startServer(example, { LOG: log, PORT: port })
})

afterEach(async () => {
  const complaints = everybody.flatMap((one) => one.complaints)
  await Promise.all(everybody.map(({ page }) => page.context().close()))
  everybody = []
  await server.kill()
  if (complaints.length > 0) throw new Error(`In the console: ${complaints.join('\n')}`)
})

async function comes(user: User): Promise<Somebody> {
  const somebody = await open(browser, app.url, user)
  everybody.push(somebody)
  return somebody
}

/** Waits for exactly these, in this order, each once. */
function gets({ texts }: Somebody, expected: string[]): Promise<void> {
  return vi.waitFor(async () => expect(await texts()).toEqual(expected), { timeout: 30_000, interval: 100 })
}

function hasUnread({ unread }: Somebody, count: number): Promise<void> {
  return vi.waitFor(async () => expect(await unread()).toBe(count), { timeout: 30_000, interval: 100 })
}

/** They went on where they were, every time; of what they missed, the newest came up as toasts, and nothing twice. */
async function expectResumed({ lastEventIds, texts, toasts }: Somebody): Promise<void> {
  expect(lastEventIds.length).toBeGreaterThan(1)
  expect(lastEventIds.map((id) => Number(id) >= 0)).toEqual(lastEventIds.map((_, index) => index > 0))
  const seen = await toasts()
  expect(seen).toEqual((await texts()).filter((text) => seen.includes(text)))
}

function numbered(name: string, length: number): string[] {
  return Array.from({ length }, (_, index) => `${name} ${index + 1}`)
}

/** Sends from this process, again and again until the server says that it has it. */
async function push(to: User, texts: readonly string[], pace: number): Promise<void> {
  const post = (path: string, body: unknown, token = ''): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  for (const text of texts) {
    const notification = { id: text.replaceAll(' ', '-'), text }
    await vi.waitFor(
      async () => {
        const { token } = (await (await post('/login', { user: 'grace' })).json()) as { token: string }
        expect((await post(`/users/${to}/notifications`, notification, token)).ok).toBe(true)
      },
      { timeout: 20_000, interval: 100 },
    )
    await delay(pace)
  }
}

test('two people choose who they are, and notify each other', async () => {
  const page = await browser.newPage()
  await page.goto(app.url)
  await page.getByRole('link', { name: 'Ada' }).click()
  await page.getByRole('heading', { name: 'Ada' }).waitFor()
  await page.close()

  const ada = await comes('ada')
  const grace = await comes('grace')
  await ada.send('Lunch?')
  await gets(grace, ['Lunch?'])
  await grace.send('Yes')
  await grace.send('In two minutes')
  await gets(ada, ['Yes', 'In two minutes'])
  expect(await ada.toasts()).toEqual(['Yes', 'In two minutes'])
  expect([await ada.unread(), await grace.unread()]).toEqual([2, 1])
  expect(await ada.page.title()).toBe('(2) Ada · Notifications')
})

test('what is read in one tab is read in the other, and after a reload', async () => {
  const grace = await comes('grace')
  const [ada, otherTab] = [await comes('ada'), await comes('ada')]
  await grace.send('One')
  await grace.send('Two')
  await gets(otherTab, ['One', 'Two'])
  await ada.page.getByRole('button', { name: 'Mark as read' }).first().click()
  for (const tab of [ada, otherTab]) await hasUnread(tab, 1)

  await ada.page.reload()
  await gets(ada, ['One', 'Two'])
  expect([await ada.unread(), await ada.toasts()]).toEqual([1, []])
  await ada.page.getByRole('button', { name: 'Mark all as read' }).click()
  await hasUnread(otherTab, 0)
})

test('a toast goes by itself, stays while somebody is at it, and can be dismissed by keyboard', async () => {
  const ada = await comes('ada')
  const { page } = ada
  const toast = page.locator('.toast')
  const input = page.getByLabel(/should know/)
  await input.focus()
  await push('ada', ['One'], 0)
  await toast.waitFor()
  expect(await input.evaluate((element) => element === document.activeElement)).toBe(true)
  await toast.waitFor({ state: 'detached', timeout: 15_000 })

  await push('ada', ['Two', 'Three', 'Four'], 0)
  await toast.nth(2).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => toast.locator('.text').allTextContents()).toEqual(['Two', 'Three'])
  expect(await input.evaluate((element) => element === document.activeElement)).toBe(true)

  const dismiss = page.getByRole('button', { name: 'Dismiss what Grace sent' })
  await dismiss.first().focus()
  await delay(7000)
  expect(await toast.count()).toBe(2)
  await page.keyboard.press('Enter')
  await expect.poll(() => toast.count()).toBe(1)
  expect(await dismiss.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('Space')
  await expect.poll(() => toast.count()).toBe(0)
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('bell')
})

test('a job tells how far it is, until it is done, though the server is killed meanwhile', async () => {
  const ada = await comes('ada')
  const grace = await comes('grace')
  const bar = ada.page.getByRole('progressbar', { name: 'A job' })
  const percent = async (): Promise<number> => Number(await bar.getAttribute('value'))
  await ada.page.getByRole('button', { name: 'Start a job' }).click()
  await expect.poll(() => percent()).toBeGreaterThan(10)
  expect(await percent()).toBeLessThan(100)

  await server.kill('SIGKILL')
  server = await startServer(example, { LOG: log, PORT: port })
  await ada.page.getByText('The job is done.').waitFor()
  expect(await percent()).toBe(100)
  expect(await grace.page.getByText('No job yet.').count()).toBe(1)
})

test('every notification arrives once and in order though the server is killed meanwhile', async () => {
  const ada = await comes('ada')
  const grace = await comes('grace')
  const toAda = numbered('to Ada', 40)
  const toGrace = numbered('to Grace', 40)

  async function strike(): Promise<void> {
    for (const pause of [700, 300]) {
      await delay(pause)
      await server.kill('SIGKILL')
      await delay(1000)
      server = await startServer(example, { LOG: log, PORT: port })
    }
  }

  await Promise.all([push('ada', toAda, 40), push('grace', toGrace, 40), strike()])
  await gets(ada, toAda)
  await gets(grace, toGrace)
  await expectResumed(ada)
  await expectResumed(grace)
  expect(await ada.unread()).toBe(40)
})

test('a stream that is cut again and again goes on without loss or doubling', async () => {
  const ada = await comes('ada')
  const texts = numbered('n', 40)
  const cut = async (): Promise<void> => {
    for (let n = 0; n < 3; n += 1) {
      await ada.isConnected()
      await ada.page.getByRole('button', { name: 'Cut the stream' }).click()
      await ada.page.getByText('Reconnecting…').waitFor()
    }
    await ada.isConnected()
  }
  await Promise.all([push('ada', texts, 60), cut()])
  await gets(ada, texts)
  await expectResumed(ada)
  expect(ada.lastEventIds).toHaveLength(4)
})

test('says so when the stream is lost, counts down, and shows what was missed when it is back', async () => {
  const ada = await comes('ada')
  const { page } = ada
  const isCut = page.waitForResponse((response) => response.url().endsWith('/cut') && response.ok())
  await page.getByRole('button', { name: 'Cut it for 15 s' }).click()
  await isCut
  await push('ada', ['One', 'Two'], 0)
  await page.getByRole('status').getByText('The stream is lost.').waitFor()
  const seconds = async (): Promise<number> =>
    Number(/Next try in (\d+) s/.exec((await page.locator('.countdown').textContent()) ?? '')?.[1])
  const before = await seconds()
  // `Retry-After` is honoured, and everything is counted from there.
  expect(before).toBeGreaterThan(5)
  // The texts are read first: they are those of a stream that is still lost, however long this test was kept waiting.
  const textsWhileLost = await vi.waitFor(
    async () => {
      const texts = await ada.texts()
      expect(await seconds()).toBeLessThan(before)
      return texts
    },
    { timeout: 5000 },
  )
  expect(textsWhileLost).toEqual([])
  await gets(ada, ['One', 'Two'])
  await page.getByText('The stream is lost.').waitFor({ state: 'detached' })
})

test('a token that ran out is replaced, for a request and for the stream', async () => {
  await server.kill()
  server = await startServer(example, { LOG: log, PORT: port, TOKEN_LIFETIME: '1500' })
  const ada = await comes('ada')
  const { page } = ada
  const seen: string[] = []
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (response.request().method() !== 'OPTIONS') seen.push(`${pathname} ${response.status()}`)
  })
  await delay(2000)
  // Whoever signs users in may be behind, too: the first token of the new attempt is an old one.
  const token = await page.evaluate(async (url) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ user: 'ada' }) })
    return ((await response.json()) as { token: string }).token
  }, `${server.url}/login`)
  await delay(2000)
  seen.length = 0

  let logins = 0
  await page.route('**/login', async (route) => {
    // The first is for the request that cuts the stream, the second for the stream.
    if (route.request().method() === 'POST') logins += 1
    if (logins === 2) await route.fulfill({ json: { token }, headers: { 'access-control-allow-origin': '*' } })
    else await route.fallback()
  })
  await page.getByRole('button', { name: 'Cut the stream' }).click()
  await page.getByText('Reconnecting…').waitFor()
  await ada.isConnected()
  const stream = '/users/ada/events'
  expect(seen).toEqual([
    '/cut 401',
    '/login 200',
    '/cut 204',
    '/login 200',
    `${stream} 401`,
    '/login 200',
    `${stream} 200`,
  ])
  await push('ada', ['Still here'], 0)
  await gets(ada, ['Still here'])
})
