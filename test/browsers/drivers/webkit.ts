import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Browser, Tab } from './browser'
import { type ProcessTree, startProcessTree } from './processTree'

/** Sends a command to one window of a session. Throws what the browser reports. */
type Send = <Answer>(window: string, path: string, body?: object, method?: string) => Promise<Answer>

/**
 * Starts the WebKitGTK whose driver the setup has found, on a screen of its own that nobody sees, and speaks WebDriver
 * with it (https://www.w3.org/TR/webdriver2). Its network is that of libsoup, not Safari's.
 */
export async function startWebKit(): Promise<Browser> {
  // It writes the number of the display that it has found to be free into descriptor 2, which is stderr.
  const screen = startProcessTree('Xvfb', ['-displayfd', '2', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'])
  const display = await screen.waitForLine(/^(\d+)$/)
  const port = await freePort()
  const driver = startProcessTree(process.env.WEBKIT_DRIVER ?? 'WebKitWebDriver', [`--port=${port}`], {
    DISPLAY: `:${display}`,
    // The sandbox needs rights that a container does not have. Only pages of these tests are opened.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  })
  const base = `http://127.0.0.1:${port}`
  await untilItAnswers(base, driver)
  interface Session {
    sessionId: string
    capabilities: { browserVersion: string }
  }
  const { sessionId, capabilities } = await ask<Session>(`${base}/session`, { capabilities: {} })
  const session = `${base}/session/${sessionId}`
  const send = createSend(session)
  // The window that the session begins with stays open: a new one is made from it.
  const first = await ask<string>(`${session}/window`, undefined, 'GET')

  return {
    version: capabilities.browserVersion,
    async newTab() {
      const { handle } = await send<{ handle: string }>(first, '/window/new', { type: 'window' })
      return tabOf(handle, send)
    },
    async close() {
      await driver.kill()
      await screen.kill()
    },
  }
}

function tabOf(handle: string, send: Send): Tab {
  return {
    ownLines: undefined,
    async open(url) {
      await send(handle, '/url', { url })
    },
    async back() {
      await send(handle, '/back', {})
    },
    evaluate: (expression) => send<string>(handle, '/execute/sync', { script: `return ${expression}`, args: [] }),
    async hide() {
      await send(handle, '/window/minimize', {})
    },
    async show() {
      // Sets nothing, and restores a window that is minimized.
      await send(handle, '/window/rect', {})
    },
    async close() {
      await send(handle, '/window', undefined, 'DELETE')
    },
  }
}

/** A command is for the current window of its session: so one is chosen before each, and they go one after the other. */
function createSend(session: string): Send {
  let previous: Promise<unknown> = Promise.resolve()
  return (window, path, body, method) => {
    const answer = previous.then(async () => {
      await ask(`${session}/window`, { handle: window })
      return ask<never>(session + path, body, method)
    })
    previous = answer.catch(() => {})
    return answer
  }
}

/** One command of WebDriver. Throws what the browser reports. */
async function ask<Answer>(url: string, body?: object, method = 'POST'): Promise<Answer> {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) })
  const { value } = (await response.json()) as { value: Answer & { error?: string; message?: string } }
  if (!response.ok) throw new Error(`${new URL(url).pathname}: ${value.error} ${value.message}`)
  return value
}

/** The driver says nowhere that it listens, so it is asked until it answers. */
async function untilItAnswers(base: string, driver: ProcessTree): Promise<void> {
  let isOver = false
  void driver.ended.then(() => (isOver = true))
  while (!isOver) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    if (await ask(`${base}/status`, undefined, 'GET').catch(() => undefined)) return
    // oxlint-disable-next-line eslint/no-await-in-loop
    await setTimeout(20)
  }
  throw new Error('WebKitWebDriver ended before it listened')
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
