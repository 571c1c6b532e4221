import type { Browser, BrowserContext } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type App, startApp } from './support/app'
import { startBrowser } from './support/chat'
import { isLive, join, type Somebody, startServer } from './support/presenceBoard'
import type { ExampleServer } from './support/server'

const example = 'presence-board'
const backends = ['WebSocket', 'Socket.IO', 'Supabase']
let browser: Browser
let server: ExampleServer
let app: App
let everybody: Somebody[] = []
/** Each test has its own: those who close their tab are still there for a while. */
let board = 0

beforeAll(async () => {
  server = await startServer()
  app = await startApp(example, { VITE_SERVER_URL: server.url })
  browser = await startBrowser()
})

afterAll(async () => {
  await browser.close()
  await app.close()
  await server.kill('SIGTERM')
})

afterEach(async () => {
  const complaints = everybody.flatMap((one) => one.complaints)
  await Promise.all(everybody.map(({ page }) => page.context().close()))
  everybody = []
  board += 1
  if (complaints.length > 0) throw new Error(`In the console: ${complaints.join('\n')}`)
})

/** In a browser of their own, or in another tab of one. */
async function comes(name: string, backend: string, context?: BrowserContext): Promise<Somebody> {
  const url = `${app.url}?backend=${backend}&board=${board}`
  const somebody = await join(context ?? (await browser.newContext()), url, name)
  everybody.push(somebody)
  return somebody
}

function sees({ people }: Somebody, expected: readonly string[]): Promise<void> {
  return vi.waitFor(async () => expect(await people()).toEqual(expected), { timeout: 30_000, interval: 100 })
}

function points(at: { x: number; y: number }, { cursorOf }: Somebody, name: string): Promise<void> {
  return vi.waitFor(
    async () => {
      const cursor = await cursorOf(name)
      expect(Math.abs((cursor?.x ?? 9) - at.x)).toBeLessThan(0.01)
      expect(Math.abs((cursor?.y ?? 9) - at.y)).toBeLessThan(0.01)
    },
    { timeout: 10_000, interval: 100 },
  )
}

test.each(backends)(
  '%s: two people see each other come, point, type, leave a note and go to another backend',
  async (backend) => {
    const ada = await comes('Ada', backend)
    await sees(ada, ['Ada (you): online'])
    await ada.page.getByText('1 person here').waitFor()
    const bo = await comes('Bo', backend)
    await sees(ada, ['Ada (you): online', 'Bo: online'])
    await sees(bo, ['Bo (you): online', 'Ada: online'])
    await bo.page.getByText('2 people here').waitFor()

    await ada.pointAt(0.25, 0.75)
    await points({ x: 0.25, y: 0.75 }, bo, 'Ada')
    await ada.pointAt(0.5, 0.5)
    await points({ x: 0.5, y: 0.5 }, bo, 'Ada')
    await ada.page.mouse.move(5, 5)
    await expect.poll(() => bo.cursorOf('Ada')).toBeNull()

    await ada.note.pressSequentially('Lunch')
    await bo.page.getByText('Ada is typing…').waitFor()
    await bo.page.getByText('Ada is typing…').waitFor({ state: 'detached' })
    await ada.note.press('Enter')
    await bo.page.getByRole('listitem').getByText('Lunch', { exact: true }).waitFor()

    await bo.page.getByRole('radio', { name: backends.find((name) => name !== backend) ?? '' }).check({ force: true })
    await sees(ada, ['Ada (you): online'])
    // The name came after them.
    expect(await ada.news()).toEqual([expect.stringMatching(/ is here$/), 'Bo has left'])
  },
)

test.each(backends)('%s: two tabs are one person, with one name', async (backend) => {
  const ada = await comes('Ada', backend)
  const context = await browser.newContext()
  const bo = await comes('Bo', backend, context)
  await sees(ada, ['Ada (you): online', 'Bo: online'])
  const other = await comes('Bob', backend, context)
  await sees(ada, ['Ada (you): online', 'Bob: online · 2 tabs'])
  await sees(bo, ['Bob (you): online · 2 tabs', 'Ada: online'])
  await sees(other, ['Bob (you): online · 2 tabs', 'Ada: online'])
  expect(await bo.page.getByLabel('Your name').inputValue()).toBe('Bob')
})

test.each(backends)('%s: a server that is killed and comes back within the grace is not a leave', async (backend) => {
  const ada = await comes('Ada', backend)
  const bo = await comes('Bo', backend)
  await sees(ada, ['Ada (you): online', 'Bo: online'])
  const before = await ada.news()
  const { port } = server

  await server.kill('SIGKILL')
  await sees(ada, ['Ada (you): stale', 'Bo: stale'])
  await sees(bo, ['Bo (you): stale', 'Ada: stale'])
  server = await startServer({ PORT: String(port) })
  await Promise.all([isLive(ada.page), isLive(bo.page)])
  await sees(ada, ['Ada (you): online', 'Bo: online'])
  await sees(bo, ['Bo (you): online', 'Ada: online'])
  await ada.pointAt(0.4, 0.4)
  await points({ x: 0.4, y: 0.4 }, bo, 'Ada')
  expect(await ada.news()).toEqual(before)
  expect(await bo.news()).toEqual([])
})

test('whoever takes another backend leaves this one and enters that one', async () => {
  const ada = await comes('Ada', 'WebSocket')
  const bo = await comes('Bo', 'Supabase')
  await sees(ada, ['Ada (you): online'])
  await bo.page.getByRole('radio', { name: 'WebSocket' }).focus()
  await bo.page.keyboard.press('Space')
  await sees(ada, ['Ada (you): online', 'Bo: online'])
  await sees(bo, ['Bo (you): online', 'Ada: online'])
  await bo.page.keyboard.press('ArrowRight')
  await bo.page.keyboard.press('ArrowRight')
  await sees(ada, ['Ada (you): online'])
  await sees(bo, ['Bo (you): online'])
  expect(await ada.news()).toEqual(['Bo is here', 'Bo has left'])
  await bo.page.reload()
  await isLive(bo.page)
  expect(await bo.page.getByRole('radio', { name: 'Supabase' }).isChecked()).toBe(true)
})

test('whoever closes one tab is still here, and whoever closes the last has left at once', async () => {
  const ada = await comes('Ada', 'WebSocket')
  const context = await browser.newContext()
  const bo = await comes('Bo', 'WebSocket', context)
  const other = await comes('Bo', 'WebSocket', context)
  // Whoever does nothing for a minute is away.
  await ada.pointAt(0.5, 0.5)
  await sees(ada, ['Ada (you): online', 'Bo: online · 2 tabs'])
  await other.page.close()
  await sees(ada, ['Ada (you): online', 'Bo: online'])
  await sees(bo, ['Bo (you): online', 'Ada: online'])
  expect(await ada.news()).toEqual([expect.stringMatching(/ is here$/)])

  await ada.pointAt(0.6, 0.5)
  await bo.page.close()
  await sees(ada, ['Ada (you): online'])
  expect(await ada.news()).toEqual([expect.stringMatching(/ is here$/), 'Bo has left'])
})

test('whoever does not look is away, and a link to this page is for somebody else', async () => {
  const ada = await comes('Ada', 'WebSocket')
  const [page] = await Promise.all([
    ada.page.waitForEvent('popup'),
    ada.page.getByRole('button', { name: 'Open as somebody else' }).click(),
  ])
  await isLive(page)
  expect(new URL(page.url()).searchParams.get('user')).toMatch(/^\w{8}$/)
  await page.getByLabel('Your name').fill('Bo')
  await sees(ada, ['Ada (you): online', 'Bo: online'])
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await sees(ada, ['Ada (you): online', 'Bo: away'])
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'visible' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await sees(ada, ['Ada (you): online', 'Bo: online'])
})

test('the arrow keys point, too', async () => {
  const ada = await comes('Ada', 'WebSocket')
  const bo = await comes('Bo', 'WebSocket')
  await sees(ada, ['Ada (you): online', 'Bo: online'])
  await ada.page.getByRole('button', { name: /press the arrow keys/ }).focus()
  await ada.page.keyboard.press('ArrowRight')
  await ada.page.keyboard.press('ArrowRight')
  await ada.page.keyboard.press('ArrowUp')
  await points({ x: 0.55, y: 0.475 }, bo, 'Ada')
  await points({ x: 0.55, y: 0.475 }, ada, 'Ada')
  await ada.page.keyboard.press('Tab')
  await expect.poll(() => bo.cursorOf('Ada')).toBeNull()
  expect(await ada.cursorOf('Ada')).toBeNull()
})
