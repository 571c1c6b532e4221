import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Tab } from './browser'
import { type CommandSocket, openCommandSocket } from './commandSocket'
import { startProcessTree } from './processTree'

interface LogEntry {
  readonly type: string
  readonly text: string
  readonly source: { readonly context: string }
}

/** Starts the Firefox that the setup has found, and speaks WebDriver BiDi with it (https://w3c.github.io/webdriver-bidi). */
export async function startFirefox(): Promise<Browser> {
  const home = await mkdtemp(join(tmpdir(), 'wirehooks-firefox-'))
  const args = ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', home]
  const firefox = startProcessTree(process.env.FIREFOX ?? 'firefox', args, { HOME: home })
  const socket = await openCommandSocket(`${await firefox.waitForLine(/BiDi listening on (ws:\S+)/)}/session`)
  interface Session {
    capabilities: { browserVersion: string }
  }
  const { capabilities } = await socket.send<Session>('session.new', { capabilities: {} })
  await socket.send('session.subscribe', { events: ['log.entryAdded'] })

  return {
    version: capabilities.browserVersion,
    newTab: () => newTab(socket),
    async close() {
      socket.close()
      await firefox.kill()
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

async function newTab(socket: CommandSocket): Promise<Tab> {
  interface Context {
    context: string
  }
  const { context } = await socket.send<Context>('browsingContext.create', { type: 'window' })
  const ownLines: string[] = []
  /** A tab in front of this one, while this one is hidden. */
  let tabInFront: Context | undefined

  socket.onEvent(({ method, params }) => {
    const { type, text, source } = params as unknown as LogEntry
    if (method === 'log.entryAdded' && type !== 'console' && source.context === context) ownLines.push(text)
  })

  return {
    ownLines,
    async open(url) {
      await socket.send('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    async back() {
      await socket.send('browsingContext.traverseHistory', { context, delta: -1 })
    },
    async evaluate(expression) {
      interface Evaluated {
        result?: { value: string }
        exceptionDetails?: { text: string }
      }
      const params = { expression, target: { context }, awaitPromise: true }
      const { result, exceptionDetails } = await socket.send<Evaluated>('script.evaluate', params)
      if (!result) throw new Error(exceptionDetails?.text)
      return result.value
    },
    async hide() {
      // A page is hidden while another tab of its window is in front.
      tabInFront = await socket.send<Context>('browsingContext.create', { type: 'tab', referenceContext: context })
    },
    async show() {
      if (tabInFront) await socket.send('browsingContext.close', tabInFront)
      tabInFront = undefined
      await socket.send('browsingContext.activate', { context })
    },
    async close() {
      await socket.send('browsingContext.close', { context })
    },
  }
}
