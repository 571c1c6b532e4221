import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveFiles } from './fileServer'

const folder = fileURLToPath(new URL('../../.cache/storybook-static', import.meta.url))

/** Of a busy machine, which has two pages of Storybook to load, in milliseconds. */
const patience = 120_000

let browser: Browser
let site: Awaited<ReturnType<typeof serveFiles>>

beforeAll(async () => {
  await promisify(execFile)('storybook', ['build', '--quiet', '--output-dir', folder])
  site = await serveFiles(folder, '/deep/path/')
  browser = await chromium.launch({
    ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
})

afterAll(async () => {
  await browser?.close()
  await site?.stop()
})

test('a story opens a WebSocket from a plain file server under a path', async () => {
  const page = await browser.newPage()
  page.setDefaultTimeout(patience)
  await page.goto(`${site.url}iframe.html?viewMode=story&id=hooks-usewebsocket--last-message`)
  await page.getByText('CHAT: Welcome').waitFor()
  expect(await page.getByRole('status').textContent()).toBe('open')
  await page.close()
})

test('Storybook shows a stream, which needs the service worker, and a network that breaks it', async () => {
  const page = await browser.newPage()
  page.setDefaultTimeout(patience)
  await page.goto(`${site.url}?path=/story/hooks-useeventsource--resumes-where-it-was`)
  const story = page.frameLocator('#storybook-preview-iframe')
  const status = story.getByRole('status')
  await story.getByText('Four').waitFor()
  await expect.poll(() => status.textContent(), { timeout: patience }).toBe('open')
  await page.getByText('Online', { exact: true }).click()
  await page.getByText('Server down').click()
  await expect.poll(() => status.textContent(), { timeout: patience }).toBe('reconnecting')
  await page.close()
})

test('a page of documentation has the docstring, the options and the stories', async () => {
  const page = await browser.newPage()
  page.setDefaultTimeout(patience)
  await page.goto(`${site.url}iframe.html?viewMode=docs&id=hooks-usewebsocket--docs`)
  await page.getByText('A WebSocket that stays open').waitFor()
  await page.getByText('highWaterMark').first().waitFor()
  await expect.poll(() => page.getByRole('status').count(), { timeout: patience }).toBe(3)
  await page.close()
})

test('every file that was asked for is there', () => {
  expect(site.missing.filter((path) => !path.endsWith('/favicon.ico'))).toEqual([])
})

test.each(['errors', 'testing', 'react-native'])('the guide %s shows no table as text', async (guide) => {
  const page = await browser.newPage()
  page.setDefaultTimeout(patience)
  await page.goto(`${site.url}iframe.html?viewMode=docs&id=guides-${guide}--docs`)
  await page.locator('.sbdocs h2').first().waitFor()
  expect(await page.locator('.sbdocs').first().innerText()).not.toMatch(/\| ?---/)
  await page.close()
})
