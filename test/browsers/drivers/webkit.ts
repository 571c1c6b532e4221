import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Tab } from './browser'
import { type Family, startFamily } from './family'

/**
 * Starts the WebKitGTK whose driver the setup has found, on a screen of its own that nobody sees, and speaks WebDriver
 * with it (https://www.w3.org/TR/webdriver2). Its network is that of libsoup, not Safari's.
 */
export async function startWebKit(): Promise<Browser> {
  // It writes the number of the display that it has found to be free into descriptor 3.
  const screen = startFamily('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'])
  const [display] = (await once(screen.process.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer]
  const port = await freePort()
  const driver = startFamily(process.env.WEBKIT_DRIVER ?? 'WebKitWebDriver', [`--port=${port}`], {
    DISPLAY: `:${String(display).trim()}`,
    // The sandbox needs rights that a container does not have. Only pages of these tests are opened.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  })
  const base = `http://127.0.0.1:${port}`
  await listens(base, driver)
  interface Session {
    sessionId: string
    capabilities: { browserVersion: string }
  }
  const { sessionId, capabilities } = await ask<Session>(`${base}/session`, { capabilities: {} })
  const session = `${base}/session/${sessionId}`
  const first = await ask<string>(`${session}/window`, undefined, 'GET')

  return {
    version: capabilities.browserVersion,
    newTab: () => newTab(session, first),
    async close() {
      await driver.kill()
      await screen.kill()
    },
  }
}

/** @param first The window that the session began with, which stays open. */
async function newTab(session: string, first: string): Promise<Tab> {
  /** Every command is for the current window of the session, so a window is chosen before each. */
  function sendTo<Result>(window: string, path: string, body?: object, method?: string): Promise<Result> {
    const answer = queue.then(async () => {
      await ask(`${session}/window`, { handle: window })
      return ask<Result>(session + path, body, method)
    })
    queue = answer.catch(() => {})
    return answer
  }

  const { handle } = await sendTo<{ handle: string }>(first, '/window/new', { type: 'window' })
  const send = <Result>(path: string, body?: object, method?: string): Promise<Result> =>
    sendTo<Result>(handle, path, body, method)

  return {
    ownLines: [],
    async open(url) {
      await send('/url', { url })
    },
    async back() {
      await send('/back', {})
    },
    evaluate: (expression) => send<string>('/execute/sync', { script: `return ${expression}`, args: [] }),
    async hide() {
      await send('/window/minimize', {})
    },
    async show() {
      // Sets nothing, and restores a window that is minimized.
      await send('/window/rect', {})
    },
    async close() {
      await send('/window', undefined, 'DELETE')
    },
  }
}

/** Commands are sent one after the other, since two of them make one. */
let queue: Promise<unknown> = Promise.resolve()

/** One command of WebDriver. Throws what the browser reports. */
async function ask<Result>(url: string, body?: object, method = 'POST'): Promise<Result> {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) })
  const { value } = (await response.json()) as { value: Result & { error?: string; message?: string } }
  if (!response.ok) throw new Error(`${new URL(url).pathname}: ${value.error} ${value.message}`)
  return value
}

/** The driver says nowhere that it listens, so it is asked until it answers. */
async function listens(base: string, { process: child }: Family): Promise<void> {
  while (child.exitCode === null) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    if (await ask(`${base}/status`, undefined, 'GET').catch(() => undefined)) return
    // oxlint-disable-next-line eslint/no-await-in-loop
    await sleep(20)
  }
  throw new Error(`WebKitWebDriver ended before it listened, with ${child.exitCode}`)
}

/** The driver cannot choose one itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
