import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type App, startApp } from './support/app'
import { startBrowser } from './support/chat'
import { type Watcher, watch } from './support/metrics'
import { type ExampleServer, startServer } from './support/server'

/** A second of samples, and what a busy machine needs to draw them. */
const patience = { timeout: 20_000, interval: 100 }

const example = 'metrics-dashboard'
let browser: Browser
let server: ExampleServer
let app: App
let ada: Watcher

beforeAll(async () => {
  server = await startServer(example)
  // React in development is too busy with itself for a thousand messages a second on a small machine.
  app = await startApp(example, { VITE_SERVER_URL: server.url }, 'production')
  browser = await startBrowser()
})

afterAll(async () => {
  await browser.close()
  await app.close()
  await server.kill('SIGTERM')
})

beforeEach(async () => {
  ada = await watch(browser, app.url)
})

afterEach(async () => {
  await ada.page.context().close()
  if (ada.complaints.length > 0) throw new Error(`In the console: ${ada.complaints.join('\n')}`)
})

test('takes a thousand messages a second, renders at most once a frame and misses none', async () => {
  await expect.poll(ada.hosts, patience).toHaveLength(40)
  await expect.poll(() => ada.fact('messages/s'), patience).toBeGreaterThan(900)
  const before = await ada.fact('received')
  await expect.poll(() => ada.fact('received'), patience).toBeGreaterThan(before + 3000)
  expect(await ada.fact('missed')).toBe(0)
  // 60 frames a second, the second's own render, and the error of its clock.
  expect(await ada.fact('renders/s')).toBeLessThan(70)
})

test('goes on after a broken link where it was', async () => {
  await expect.poll(() => ada.fact('received'), patience).toBeGreaterThan(500)
  await ada.page.getByRole('button', { name: 'Cut my link' }).click()
  await expect.poll(ada.statuses, patience).toContain('Reconnecting…')
  await expect.poll(async () => (await ada.statuses()).slice(-2), patience).toEqual(['Reconnecting…', 'Live'])
  await goesOn()
})

test('counts anew when the server was started again', async () => {
  await expect.poll(() => ada.fact('received'), patience).toBeGreaterThan(500)
  await server.kill('SIGKILL')
  await ada.page.getByText('Reconnecting…').waitFor()
  server = await startServer(example, { PORT: String(server.port) })
  await ada.isLive()
  await goesOn()
})

async function goesOn(): Promise<void> {
  const before = await ada.fact('received')
  await expect.poll(() => ada.fact('received'), patience).toBeGreaterThan(before + 1000)
  expect(await ada.fact('missed')).toBe(0)
}

test('shows another metric, the hosts with a name, and all of one host', async () => {
  await expect.poll(ada.hosts, patience).toHaveLength(40)
  await ada.page.getByRole('radio', { name: 'CPU' }).focus()
  await ada.page.keyboard.press('ArrowRight')
  await ada.page.getByRole('heading', { name: 'Memory of 40 hosts' }).waitFor()

  await ada.page.getByRole('searchbox', { name: 'Filter hosts' }).fill('DB-')
  expect(await ada.hosts()).toEqual(['db-01', 'db-02', 'db-03', 'db-04', 'db-05', 'db-06'])

  await ada.page.getByRole('button', { name: /^db-03/ }).press('Enter')
  const detail = ada.page.getByRole('region', { name: 'db-03' })
  expect(await detail.locator('figcaption .name').allInnerTexts()).toEqual(['CPU', 'Memory', 'Latency', 'Requests'])
  expect(await detail.locator('canvas').count()).toBe(4)
  await detail.getByRole('button', { name: 'Close' }).click()
  await detail.waitFor({ state: 'detached' })
})

test('holds still while paused, and nothing is missed meanwhile', async () => {
  const grid = ada.page.locator('.grid')
  await expect.poll(ada.hosts, patience).toHaveLength(40)
  await ada.page.getByRole('button', { name: 'Pause' }).click()
  await ada.page.getByRole('button', { name: 'Go on' }).waitFor()
  const [seen, before] = [await grid.innerText(), await ada.fact('received')]
  await expect.poll(() => ada.fact('received'), patience).toBeGreaterThan(before + 2000)
  expect(await grid.innerText()).toBe(seen)

  await ada.page.getByRole('button', { name: 'Go on' }).click()
  await expect.poll(() => grid.innerText(), patience).not.toBe(seen)
  expect(await ada.fact('missed')).toBe(0)
})
