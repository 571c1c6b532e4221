import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { build, preview } from 'vite'
import { firstLine, openPage, root } from './chat'

const example = `${root}examples/metrics-dashboard`

export interface MetricsServer {
  readonly url: string
  readonly port: number
  /** Resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

/** The server as a process of its own, which may be killed. */
export async function startServer(port = 0): Promise<MetricsServer> {
  const child = spawn(process.execPath, [`${example}/server.mjs`], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url = ''] = /ws:\S+/.exec(await firstLine(child, /ws:/)) ?? []
  return {
    url,
    port: Number(new URL(url).port),
    async kill(signal = 'SIGKILL') {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

export interface App {
  readonly url: string
  close(): Promise<void>
}

/** The app, built: React in development is too busy with itself for a thousand messages a second on a small machine. */
export async function startApp(url: string): Promise<App> {
  const outDir = mkdtempSync(join(tmpdir(), 'metrics-test-'))
  const settings = { configFile: `${example}/vite.config.ts`, logLevel: 'error', build: { outDir } } as const
  const before = process.env.NODE_ENV
  Object.assign(process.env, { VITE_SERVER_URL: url, NODE_ENV: 'production' })
  await build(settings)
  process.env.NODE_ENV = before
  const app = await preview({ ...settings, preview: { host: '127.0.0.1', port: 0 } })
  return {
    url: app.resolvedUrls?.local[0] ?? '',
    async close() {
      await app.close()
      rmSync(outDir, { recursive: true })
    },
  }
}

export type Fact = 'messages/s' | 'renders/s' | 'received' | 'missed'

/** Somebody who looks at the dashboard. */
export interface Watcher {
  readonly page: Page
  /** What went wrong on their page. */
  readonly complaints: readonly string[]
  /** A number of the status bar. */
  fact(name: Fact): Promise<number>
  isLive(): Promise<void>
  /** Every word there ever was about the connection. */
  statuses(): Promise<string[]>
  /** The names of the hosts on the page. */
  hosts(): Promise<string[]>
}

export async function watch(browser: Browser, url: string): Promise<Watcher> {
  const { page, complaints } = await openPage(browser)
  await page.addInitScript(recordStatuses)
  await page.goto(url)
  const isLive = (): Promise<void> => page.getByText('Live', { exact: true }).waitFor()
  await isLive()
  return {
    page,
    complaints,
    isLive,
    statuses: () => page.evaluate(() => (globalThis as { statuses?: string[] }).statuses ?? []),
    async fact(name) {
      const row = page.locator('dl div').filter({ has: page.getByText(name, { exact: true }) })
      return Number((await row.locator('dd').innerText()).replaceAll(',', ''))
    },
    hosts: () => page.locator('.host .name').allInnerTexts(),
  }
}

/** Runs in the page. A short break is over before a test could look. */
function recordStatuses(): void {
  const statuses: string[] = []
  Object.assign(globalThis, { statuses })
  new MutationObserver(() => {
    const status = document.querySelector('output')?.textContent ?? ''
    if (status !== statuses.at(-1)) statuses.push(status)
  }).observe(document, { subtree: true, childList: true, characterData: true })
}
