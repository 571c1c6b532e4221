import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test, type TestContext, vi } from 'vitest'
import { openPage, startBrowser } from '../examples/support/chat'
import { root } from '../examples/support/server'
import { type App, type AppOptions, createApp, env } from './support/app'
import { type LiveServers, startServers } from './support/servers'

interface Packed {
  filename: string
  files: { path: string }[]
}

interface SourceMap {
  readonly file?: string
  readonly sources: string[]
}

const folder = mkdtempSync(join(tmpdir(), 'wirehooks-pack-'))
let packed: Packed
let servers: LiveServers
let browser: Browser

beforeAll(async () => {
  packed = pack()
  servers = await startServers()
  browser = await startBrowser()
})

afterAll(async () => {
  await browser.close()
  await servers.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('packs what was built, and what is to be read', () => {
  const outside = packed.files.map(({ path }) => path).filter((path) => !path.startsWith('dist/'))
  expect(outside).toEqual(['CHANGELOG.md', 'LICENSE', 'PROTOCOL.md', 'README.md', 'package.json'])
  const files = new Set(packed.files.map(({ path }) => `./${path}`))
  expect(exported().filter((path) => !files.has(path))).toEqual([])
})

test('no source map names a folder of the machine that built it', () => {
  const maps = packed.files.map(({ path }) => path).filter((path) => path.endsWith('.map'))
  const named = maps.flatMap((path) => {
    const { file = '', sources } = JSON.parse(readFileSync(`${root}${path}`, 'utf8')) as SourceMap
    return [file, ...sources]
  })
  expect(named.length).toBeGreaterThan(100)
  expect(named.filter((path) => isAbsolute(path) || path.includes('://'))).toEqual([])
})

test.for([
  { react: '19', versions: {} },
  {
    react: '18',
    versions: { react: '18.3.1', 'react-dom': '18.3.1', '@types/react': '18.3.8', '@types/react-dom': '18.3.7' },
  },
])('works in a fresh Vite app with React $react', async ({ react, versions }, context) => {
  const app = await freshApp(context, { template: 'vite-app', versions })
  expect(app.has('@supabase')).toBe(false)
  await app.run('tsc')
  await app.run('vite', 'build')
  const address = await app.serve('vite', 'preview', '--host=127.0.0.1', '--port=0')
  await isLive(context, address, `React ${react}.`)
})

test('works in a fresh Next.js app, server components included, and hydrates in silence', async (context) => {
  const app = await freshApp(context, { template: 'next-app' })
  expect(app.has('@supabase')).toBe(false)
  await app.run('next', 'build')
  const address = await app.serve('next', 'start', '--hostname=127.0.0.1', '--port=0')

  const html = await (await fetch(withServers(address))).text()
  const text = html.replaceAll('<!-- -->', '').replaceAll(/<script.*?<\/script>/gs, '')
  expect(text).toContain('<li>ws: idle</li><li>events: idle</li><li>io: idle</li>')
  expect(text).toContain('<p>On the server: idle</p>')
  await isLive(context, address, 'On the server: idle')
})

async function freshApp(
  { task, onTestFinished }: TestContext,
  options: Pick<AppOptions, 'template' | 'versions'>,
): Promise<App> {
  const app = await createApp({ ...options, folder: join(folder, task.id), tarball: join(folder, packed.filename) })
  onTestFinished(app.stop)
  return app
}

/** In a browser: everything opens, has its news and is heard, and nobody complains. */
async function isLive({ onTestFinished }: TestContext, address: string, text: string): Promise<void> {
  const { page, complaints } = await openPage(browser)
  onTestFinished(() => page.context().close())
  await page.goto(withServers(address))
  await page.getByText(text).waitFor()
  for (const name of ['ws', 'events', 'io']) await page.getByText(`${name}: open`).waitFor()
  await page.getByText('from-ws from-events from-io').waitFor()
  await page.getByRole('button').click()
  const thanks = { ws: '{"type":"THANKS","payload":"ws"}', io: ['THANKS', 'io'] }
  await vi.waitFor(() => expect(servers.heard()).toEqual(thanks))
  expect(complaints).toEqual([])
}

function withServers(address: string): string {
  return `${address.replace(/\/$/, '')}/?${new URLSearchParams({ ...servers.addresses })}`
}

function pack(): Packed {
  const args = ['pack', '--ignore-scripts', '--json', `--pack-destination=${folder}`]
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: root, env, encoding: 'utf8' })) as Packed[]
  if (!packed) throw new Error('npm packed nothing')
  return packed
}

/** Every file that package.json names as an export. */
function exported(): string[] {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { exports: unknown }
  return JSON.stringify(exports).match(/\.\/dist\/[^"]+/g) ?? []
}
