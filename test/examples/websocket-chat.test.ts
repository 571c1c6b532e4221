import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type App, startApp } from './support/app'
import { childrenOf, giveName, isAlive, join, openPage, type Somebody, startBrowser } from './support/chat'
import { type ExampleServer, firstLine, root, startServer } from './support/server'

const example = 'websocket-chat'
const folder = mkdtempSync(joinPath(tmpdir(), 'chat-test-'))
let count = 0
let log: string
let browser: Browser
let server: ExampleServer
let app: App
let port: string
let everybody: Pick<Somebody, 'page' | 'complaints'>[] = []

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

async function comes(name: string): Promise<Somebody> {
  const somebody = await join(browser, app.url, name)
  everybody.push(somebody)
  return somebody
}

/** Waits for exactly these messages, in this order, each once. */
function hears({ heard }: Somebody, texts: string[]): Promise<void> {
  return vi.waitFor(async () => expect(await heard()).toEqual(texts), { timeout: 30_000, interval: 100 })
}

test('two people talk, and see each other come and go', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  await ada.page.getByText('Bo joined').waitFor()
  const people = (one: Somebody): Promise<string[]> =>
    one.page.getByRole('region', { name: 'Here now' }).locator('.name').allTextContents()
  expect(await people(ada)).toEqual(['Ada', 'Bo'])

  await bo.say('Hello')
  await hears(ada, ['Hello'])
  await ada.say('Hello yourself\n')
  await hears(bo, ['Hello', 'Hello yourself'])
  await ada.page.getByText('· sent').waitFor()

  await bo.page.close()
  await ada.page.getByText('Bo left').waitFor()
  await expect.poll(() => people(ada)).toEqual(['Ada'])
})

test('shows who is typing, and stops by itself', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  const typing = ada.page.getByText('Bo is typing…')
  await bo.input.pressSequentially('Well')
  await typing.waitFor()
  await typing.waitFor({ state: 'detached' })

  await bo.input.pressSequentially(', then')
  await typing.waitFor()
  await bo.input.press('Enter')
  await ada.page.getByText('Well, then').waitFor()
  expect(await typing.count()).toBe(0)
})

test('keeps rooms apart, and what was said in them', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  await ada.page.getByLabel('New room').fill('Kiln')
  await ada.page.keyboard.press('Enter')
  await bo.page.getByText('Ada left').waitFor()
  await ada.say('Anybody in here?')
  await ada.page.getByText('· sent').waitFor()
  expect(await bo.heard()).toEqual([])

  await bo.page.getByRole('button', { name: /kiln/ }).click()
  await hears(bo, ['Anybody in here?'])
  await ada.page.getByText('Bo joined').waitFor()
  await bo.page.reload()
  await bo.page.getByRole('button', { name: /kiln/ }).click()
  await hears(bo, ['Anybody in here?'])
})

test('every message arrives once and in order though the server is killed meanwhile', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  const texts = (name: string): string[] => Array.from({ length: 30 }, (_, index) => `${name} ${index + 1}`)
  const mine = (all: string[], name: string): string[] => all.filter((text) => text.startsWith(name))
  let killed: Promise<unknown> | undefined

  async function write(somebody: Somebody): Promise<void> {
    const start = performance.now()
    for (const [index, text] of texts(somebody.name).entries()) {
      await delay(Math.max(0, start + index * 50 - performance.now()))
      await somebody.say(text)
      if (index === 10) killed ??= server.kill('SIGKILL')
    }
  }

  async function restart(): Promise<void> {
    await vi.waitFor(() => expect(killed).toBeDefined(), { timeout: 20_000, interval: 10 })
    await killed
    await delay(2000)
    server = await startServer(example, { LOG: log, PORT: port })
  }

  await Promise.all([write(ada), write(bo), restart()])
  const [one, other] = await vi.waitFor(
    async () => {
      const heard = await Promise.all([ada.heard(), bo.heard()])
      for (const all of heard) expect(all.length).toBeGreaterThanOrEqual(60)
      expect(await ada.page.getByText('sending…').count()).toBe(0)
      expect(await bo.page.getByText('sending…').count()).toBe(0)
      return heard
    },
    { timeout: 40_000, interval: 200 },
  )
  expect(mine(one, 'Ada')).toEqual(texts('Ada'))
  expect(mine(one, 'Bo')).toEqual(texts('Bo'))
  expect(other).toEqual(one)
})

test('says so when the connection is lost, and delivers what was written meanwhile', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  await ada.say('Before')
  await hears(bo, ['Before'])
  await server.kill()
  await ada.page.getByText('Reconnecting…').waitFor()
  await ada.say('While you were away')
  await ada.say('Still here')
  await ada.page.getByText('sending…').nth(1).waitFor()
  await ada.page.getByRole('status').getByText('The connection is lost.').waitFor()
  await ada.page.getByText(/Next try in \d+ s/).waitFor()
  expect(await ada.heard()).toEqual(['Before', 'While you were away', 'Still here'])
  await ada.page.reload()

  server = await startServer(example, { LOG: log, PORT: port })
  await Promise.all(
    [ada, bo].map(({ page }) =>
      page
        .getByRole('button', { name: 'Try now' })
        .click({ timeout: 1000 })
        .catch(() => {}),
    ),
  )
  await hears(bo, ['Before', 'While you were away', 'Still here'])
  await hears(ada, ['Before', 'While you were away', 'Still here'])
  await ada.page.getByText('The connection is lost.').waitFor({ state: 'detached' })
})

test('a link that the server cuts is mended, and nobody has left', async () => {
  const ada = await comes('Ada')
  const bo = await comes('Bo')
  await bo.page.getByRole('button', { name: 'Cut my link' }).click()
  await bo.page.getByText('Reconnecting…').waitFor()
  await ada.say('Are you there?')
  await bo.page.getByText('Connected', { exact: true }).waitFor()
  await bo.say('Yes')
  await hears(ada, ['Are you there?', 'Yes'])
  await hears(bo, ['Are you there?', 'Yes'])
  expect(await ada.page.getByText('Bo left').count()).toBe(0)
})

test('a bad token ends in signed out, not in a storm, and a good one goes on from there', async () => {
  const { page, complaints } = await openPage(browser)
  everybody.push({ page, complaints })
  let links = 0
  page.on('websocket', (socket) => (links += Number(socket.url().startsWith(server.url))))
  await page.clock.install()
  await page.goto(`${app.url}?token=stolen`)
  await giveName(page, 'Eve')

  await page.getByRole('alert').getByText('You are signed out').waitFor()
  // One with fresh credentials, in case the first were old.
  expect(links).toBe(2)
  await page.clock.fastForward('10:00')
  expect(links).toBe(2)

  await page.getByRole('button', { name: 'Sign in again' }).click()
  await page.getByText('Connected', { exact: true }).waitFor()
  expect(links).toBe(3)
})

test('npm start runs it, brings a killed server back, and leaves nothing behind', async () => {
  const start = spawn(process.execPath, [`${root}scripts/start.mjs`, 'websocket-chat'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await firstLine(start, /http:/)
  expect(line).toContain('websocket-chat')
  const ada = await join(browser, /http:\S+/.exec(line)?.[0] ?? '', 'Ada')
  everybody.push(ada)

  const [chat = 0] = childrenOf(start.pid)
  process.kill(chat, 'SIGKILL')
  await ada.page.getByText('Reconnecting…').waitFor()
  await ada.say('Still there?')
  await ada.page.getByText('· sent').waitFor()

  const children = childrenOf(start.pid)
  expect(children).not.toContain(chat)
  expect(children.length).toBeGreaterThan(0)
  // Twice, as it comes from a terminal and from npm.
  start.kill('SIGINT')
  start.kill('SIGINT')
  expect(await once(start, 'exit')).toEqual([0, null])
  expect(children.filter(isAlive)).toEqual([])
})
