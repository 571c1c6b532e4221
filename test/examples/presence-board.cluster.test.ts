import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type RedisServer, startRedis } from '../support/redis'
import { type App, startApp } from './support/app'
import { startBrowser } from './support/chat'
import { isLive, join, type Somebody, startServer } from './support/presenceBoard'
import type { ExampleServer } from './support/server'

const example = 'presence-board'
/** Two servers with one Redis, and an app for either. */
let redis: RedisServer
let servers: ExampleServer[]
let apps: App[]
let browser: Browser
let everybody: Somebody[] = []

beforeAll(async () => {
  redis = await startRedis()
  servers = [await start(0), await start(0)]
  // One after the other: the environment is one.
  apps = []
  for (const { url } of servers) apps.push(await startApp(example, { VITE_SERVER_URL: url }))
  browser = await startBrowser()
})

afterAll(async () => {
  await browser.close()
  await Promise.all(apps.map((app) => app.close()))
  await Promise.all(servers.map((server) => server.kill('SIGTERM')))
  await redis.stop()
})

afterEach(async () => {
  const complaints = everybody.flatMap((one) => one.complaints)
  await Promise.all(everybody.map(({ page }) => page.context().close()))
  everybody = []
  if (complaints.length > 0) throw new Error(`In the console: ${complaints.join('\n')}`)
})

function start(port: number): Promise<ExampleServer> {
  return startServer({ PORT: String(port), REDIS_URL: redis.url })
}

async function comes(name: string, backend: string, side: 0 | 1): Promise<Somebody> {
  const url = `${apps[side]?.url}?backend=${backend}`
  const somebody = await join(await browser.newContext(), url, name)
  everybody.push(somebody)
  return somebody
}

function sees({ people }: Somebody, expected: readonly string[]): Promise<void> {
  return vi.waitFor(async () => expect(await people()).toEqual(expected), { timeout: 30_000, interval: 100 })
}

test.each(['WebSocket', 'Socket.IO'])(
  '%s: people of two processes see each other, also after one was killed',
  async (backend) => {
    const ada = await comes('Ada', backend, 0)
    const bo = await comes('Bo', backend, 1)
    await sees(ada, ['Ada (you): online', 'Bo: online'])
    await sees(bo, ['Bo (you): online', 'Ada: online'])

    await ada.pointAt(0.25, 0.5)
    await vi.waitFor(async () => expect((await bo.cursorOf('Ada'))?.x).toBeCloseTo(0.25, 2), { timeout: 10_000 })
    await bo.note.pressSequentially('Hi')
    await ada.page.getByText('Bo is typing…').waitFor()
    await ada.page.getByText('Bo is typing…').waitFor({ state: 'detached' })

    const before = await ada.news()
    const { port = 0 } = servers[1] ?? {}
    await servers[1]?.kill('SIGKILL')
    await sees(bo, ['Bo (you): stale', 'Ada: stale'])
    servers[1] = await start(port)
    await isLive(bo.page)
    await sees(bo, ['Bo (you): online', 'Ada: online'])
    await bo.note.fill('Back again')
    await bo.note.press('Enter')
    await ada.page.getByRole('listitem').getByText('Back again').waitFor()
    await sees(ada, ['Ada (you): online', 'Bo: online'])
    expect(await ada.news()).toEqual(before)
    expect(await bo.news()).toEqual([])
  },
)
