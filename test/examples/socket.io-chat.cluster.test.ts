import { setTimeout as delay } from 'node:timers/promises'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type RedisServer, startRedis } from '../support/redis'
import { type App, startApp } from './support/app'
import { type Somebody, startBrowser } from './support/chat'
import type { ExampleServer } from './support/server'
import { join, startServer } from './support/socketIOChat'

/** Two servers with one Redis, and an app for either side: each has its own server first, then the other. */
let browser: Browser
let apps: App[] = []
let redis: RedisServer
let ports: number[] = []
let servers: ExampleServer[] = []
let everybody: Somebody[] = []

beforeAll(async () => {
  servers = await Promise.all([startServer(), startServer()])
  ports = servers.map(({ port }) => port)
  const urls = servers.map(({ url }) => url)
  await Promise.all(servers.map((server) => server.kill()))
  // One after the other: the environment is one.
  for (const order of [urls, urls.toReversed()]) {
    apps.push(await startApp('socket.io-chat', { VITE_SERVER_URL: order.join() }))
  }
  browser = await startBrowser()
})

afterAll(async () => {
  await browser.close()
  await Promise.all(apps.map((app) => app.close()))
})

beforeEach(async () => {
  redis = await startRedis()
  servers = await Promise.all(ports.map(start))
})

afterEach(async () => {
  const complaints = everybody.flatMap((one) => one.complaints)
  await Promise.all(everybody.map(({ page }) => page.context().close()))
  everybody = []
  await Promise.all(servers.map((server) => server.kill()))
  await redis.stop()
  if (complaints.length > 0) throw new Error(`In the console: ${complaints.join('\n')}`)
})

function start(port: number): Promise<ExampleServer> {
  return startServer({ PORT: String(port), REDIS_URL: redis.url })
}

async function comes(name: string, side: 0 | 1): Promise<Somebody> {
  const somebody = await join(browser, apps[side]?.url ?? '', name)
  everybody.push(somebody)
  await isAt(somebody, side)
  return somebody
}

/** The page says which server it is connected to. */
function isAt({ page, name }: Somebody, side: 0 | 1): Promise<void> {
  return page.getByText(`${name} at 127.0.0.1:${ports[side]}`).waitFor()
}

function hears({ heard }: Somebody, texts: string[]): Promise<void> {
  return vi.waitFor(async () => expect(await heard()).toEqual(texts), { timeout: 30_000, interval: 100 })
}

function sees({ page }: Somebody, names: string[]): Promise<void> {
  const people = page.getByRole('region', { name: 'Here now' }).locator('.name')
  return vi.waitFor(async () => expect(await people.allTextContents()).toEqual(names), { timeout: 20_000 })
}

test('two people at different servers see each other come, type and go, and talk', async () => {
  const ada = await comes('Ada', 0)
  const bo = await comes('Bo', 1)
  await ada.page.getByText('Bo joined').waitFor()
  await sees(ada, ['Ada', 'Bo'])
  await sees(bo, ['Ada', 'Bo'])

  await bo.input.pressSequentially('Hel')
  await ada.page.getByText('Bo is typing…').waitFor()
  await bo.say('Hello')
  await hears(ada, ['Hello'])
  await ada.input.pressSequentially('Hello')
  await bo.page.getByText('Ada is typing…').waitFor()
  await bo.page.getByText('Ada is typing…').waitFor({ state: 'detached' })
  await ada.say('Hello yourself')
  await hears(bo, ['Hello', 'Hello yourself'])

  await bo.page.getByRole('button', { name: 'music' }).click()
  await ada.page.getByText('Bo left').waitFor()
  await sees(ada, ['Ada'])
  expect(await bo.page.getByRole('heading', { name: 'music' }).isVisible()).toBe(true)
})

test('a page whose server is killed moves on to the other, and loses and doubles nothing', async () => {
  const ada = await comes('Ada', 0)
  const bo = await comes('Bo', 1)
  const texts = (name: string): string[] => Array.from({ length: 14 }, (_, index) => `${name} ${index + 1}`)
  const of = (all: string[], name: string): string[] => all.filter((text) => text.startsWith(name))

  async function write(somebody: Somebody): Promise<void> {
    for (const [index, text] of texts(somebody.name).entries()) {
      await somebody.say(text)
      if (somebody === ada && index === 2) await servers[0]?.kill('SIGKILL')
      await delay(50)
    }
  }

  await Promise.all([write(ada), write(bo)])
  await isAt(ada, 1)
  const [one, other] = await vi.waitFor(
    async () => {
      const heard = await Promise.all([ada.heard(), bo.heard()])
      for (const all of heard) expect(all.length).toBeGreaterThanOrEqual(28)
      for (const { page } of [ada, bo]) expect(await page.getByText('· sent').count()).toBe(14)
      return heard
    },
    { timeout: 40_000, interval: 200 },
  )
  for (const all of [one, other]) {
    expect(of(all, 'Ada')).toEqual(texts('Ada'))
    expect(of(all, 'Bo')).toEqual(texts('Bo'))
    expect(all).toHaveLength(28)
  }
  await sees(ada, ['Ada', 'Bo'])
  await sees(bo, ['Ada', 'Bo'])

  // And back, when it is the other that goes.
  servers[0] = await start(ports[0] ?? 0)
  await servers[1]?.kill('SIGKILL')
  await Promise.all([isAt(ada, 0), isAt(bo, 0)])
  await bo.say('Still here')
  await vi.waitFor(async () => expect((await ada.heard()).at(-1)).toBe('Still here'), { timeout: 20_000 })
})

test('loads what it missed when the other server has no session to recover', async () => {
  const ada = await comes('Ada', 0)
  const bo = await comes('Bo', 1)
  await servers[0]?.kill('SIGKILL')
  await bo.say('Meanwhile')
  await isAt(ada, 1)
  await hears(ada, ['Meanwhile'])
  expect(await ada.page.getByText('recovered').count()).toBe(0)
})

test('shows the limit and the locked door of either server', async () => {
  const bo = await comes('Bo', 1)
  for (let index = 1; index <= 7; index += 1) await bo.say(`${index}`)
  await bo.page.getByText('too fast, sent in a moment').first().waitFor()
  await vi.waitFor(async () => expect(await bo.page.getByText('· sent').count()).toBe(7), { timeout: 10_000 })
  await bo.page.getByRole('button', { name: /staff/ }).click()
  await bo.page.getByRole('alert').getByText('Only staff may enter this room.').waitFor()
})
