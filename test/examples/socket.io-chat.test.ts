import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { writeToken } from '../../examples/socket.io-chat/server/token.mjs'
import { type App, startApp } from './support/app'
import { giveName, openPage, type Somebody, startBrowser } from './support/chat'
import type { ExampleServer } from './support/server'
import { isThere, join, secret, startServer } from './support/socketIOChat'

let browser: Browser
let app: App
let server: ExampleServer
let port = 0
let everybody: Pick<Somebody, 'page' | 'complaints'>[] = []

beforeAll(async () => {
  server = await startServer()
  port = server.port
  app = await startApp('socket.io-chat', { VITE_SERVER_URL: server.url })
  await server.kill()
  browser = await startBrowser()
})

afterAll(async () => {
  await browser.close()
  await app.close()
})

beforeEach(async () => {
  await start()
})

afterEach(async () => {
  const complaints = everybody.flatMap((one) => one.complaints)
  await Promise.all(everybody.map(({ page }) => page.context().close()))
  everybody = []
  await server.kill()
  if (complaints.length > 0) throw new Error(`In the console: ${complaints.join('\n')}`)
})

async function start(): Promise<void> {
  server = await startServer({ PORT: String(port) })
}

async function comes(name: string): Promise<Somebody> {
  const somebody = await join(browser, app.url, name)
  everybody.push(somebody)
  return somebody
}

function hears({ heard }: Somebody, texts: string[]): Promise<void> {
  return vi.waitFor(async () => expect(await heard()).toEqual(texts), { timeout: 30_000, interval: 100 })
}

async function tryNow(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 1000 })
    .catch(() => {})
}

test('two people talk in one process without Redis, and see each other come, type and go', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  await ada.page.getByText('Bo joined').waitFor()
  await bo.input.pressSequentially('Hel')
  await ada.page.getByText('Bo is typing…').waitFor()
  await ada.page.getByText('Bo is typing…').waitFor({ state: 'detached' })
  await bo.say('Hello')
  await ada.say('Hello yourself')
  await hears(ada, ['Hello', 'Hello yourself'])
  await hears(bo, ['Hello', 'Hello yourself'])
  await ada.page.getByText('· sent').waitFor()

  await bo.page.getByRole('button', { name: 'music' }).click()
  await ada.page.getByText('Bo left').waitFor()
  await bo.say('Nobody here?')
  await bo.page.getByText('· sent').waitFor()
  expect(await ada.heard()).toEqual(['Hello', 'Hello yourself'])
  await ada.say('Gone')
  await bo.page.getByRole('button', { name: 'lobby' }).click()
  await hears(bo, ['Hello', 'Hello yourself', 'Gone'])
})

test('whoever signs in next at the same page is somebody else to the server', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  await bo.page.getByRole('button', { name: 'Sign out' }).click()
  await giveName(bo.page, 'Cy')
  await isThere(bo.page, 'Cy')
  await bo.say('I am Cy')
  await hears(ada, ['I am Cy'])
  expect(await ada.page.locator('.message .author').allTextContents()).toEqual(['Cy '])
  expect(await ada.page.getByRole('region', { name: 'Here now' }).getByText('Bo', { exact: true }).count()).toBe(0)
})

test('a link that the server cuts is mended, and recovers what was missed', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  await bo.page.getByRole('button', { name: 'Cut my link' }).click()
  await bo.page.getByText('Reconnecting…').waitFor()
  await bo.say('Yes?')
  await ada.say('Are you there?')
  await bo.page.getByText('Connected · recovered').waitFor()
  await hears(ada, ['Are you there?', 'Yes?'])
  await expect.poll(async () => (await bo.heard()).toSorted()).toEqual(['Are you there?', 'Yes?'])
  expect(await ada.page.getByText('Bo left').count()).toBe(0)
})

test('says so when no server answers, keeps what is written over a reload, and delivers it', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  await server.kill()
  await ada.page.getByText('Reconnecting…').waitFor()
  await ada.say('While you were away')
  await ada.page.getByRole('button', { name: 'garden' }).click()
  await ada.say('And elsewhere')
  await ada.page.getByText('waiting for a connection').waitFor()
  await ada.page.getByRole('status').getByText('No server answers.').waitFor()
  await ada.page.getByText(/Next try in \d+ s/).waitFor()
  await ada.page.reload()
  await ada.page.getByText('waiting for a connection').waitFor()

  await start()
  await Promise.all([tryNow(ada.page), tryNow(bo.page)])
  await hears(bo, ['While you were away'])
  await hears(ada, ['While you were away'])
  await ada.page.getByText('No server answers.').waitFor({ state: 'detached' })
  // The room that is not shown, too.
  await bo.page.getByRole('button', { name: 'garden' }).click()
  await hears(bo, ['And elsewhere'])
  expect(await ada.page.getByText('waiting for a connection').count()).toBe(0)
})

test('shows why a room may not be entered', async () => {
  const bo = await comes('Bo')
  await bo.page.getByRole('button', { name: /staff/ }).click()
  await bo.page.getByRole('alert').getByText('Only staff may enter this room.').waitFor()
  expect(await bo.input.count()).toBe(0)
  await bo.page.getByRole('button', { name: 'lobby' }).click()
  await bo.say('Then not')
  await bo.page.getByText('· sent').waitFor()

  const ada = await comes('Ada')
  await ada.page.getByRole('button', { name: /staff/ }).click()
  await ada.say('Among ourselves')
  await ada.page.getByText('· sent').waitFor()
})

test('shows that it was too fast, and sends the rest when the server takes it', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  const texts = Array.from({ length: 8 }, (_, index) => `${index + 1}`)
  for (const text of texts) await ada.say(text)
  await ada.page.getByText('too fast, sent in a moment').first().waitFor()
  await hears(bo, texts)
  await expect.poll(() => ada.page.getByText('· sent').count()).toBe(8)
})

test('a refused message stays, to be sent again or discarded', async () => {
  const ada = await comes('Ada')
  const { page } = ada
  await page.evaluate(() => {
    const wrong = { id: 'x'.repeat(100), room: 'lobby', text: 'Wrong', at: Date.now() }
    sessionStorage.setItem('chat outgoing Ada', JSON.stringify([wrong]))
  })
  await page.reload()
  const refusal = page.getByText('A message has 1 to 2,000 characters.')
  await refusal.waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await refusal.waitFor()
  await ada.say('Right')
  await page.getByText('· sent').waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()
  await hears(ada, ['Right'])
  expect(await refusal.count()).toBe(0)
})

test('replaces a token that has run out', async () => {
  const { page, complaints } = await openPage(browser)
  everybody.push({ page, complaints })
  let logins = 0
  await page.route('**/login', (route) => {
    logins += Number(route.request().method() === 'POST')
    const old = JSON.stringify({ token: writeToken('Ada', -1, secret) })
    return logins === 1 ? route.fulfill({ body: old, contentType: 'application/json' }) : route.continue()
  })
  await page.goto(app.url)
  await giveName(page, 'Ada')
  await isThere(page, 'Ada')
  expect(logins).toBe(2)
  // A new one for every link.
  await page.getByRole('button', { name: 'Cut my link' }).click()
  await page.getByText('Connected · recovered').waitFor()
  expect(logins).toBe(3)
})

test('a server that takes no token ends in signed out, not in a storm, and a good one goes on from there', async () => {
  const { page, complaints } = await openPage(browser)
  everybody.push({ page, complaints })
  let logins = 0
  await page.route('**/login', (route) => {
    logins += 1
    const stolen = JSON.stringify({ token: writeToken('Ada', 60, 'another secret') })
    return route.fulfill({ body: stolen, contentType: 'application/json' })
  })
  await page.clock.install()
  await page.goto(app.url)
  await giveName(page, 'Ada')
  await page.clock.runFor(5000)
  await page.getByRole('alert').getByText('The token is not ours.').waitFor()
  await page.clock.fastForward('10:00')
  expect(logins).toBe(2)

  await page.unroute('**/login')
  await page.getByRole('button', { name: 'Sign in again' }).click()
  await isThere(page, 'Ada')
})
