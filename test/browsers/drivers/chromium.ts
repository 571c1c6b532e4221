import { EventEmitter, once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumArgs } from '../../support/chromium.mjs'
import type { Browser, Tab } from './browser'
import { type CommandSocket, openCommandSocket } from './commandSocket'
import { startProcessTree } from './processTree'

/**
 * Starts the Chromium that the setup has found, and speaks the DevTools Protocol with it
 * (https://chromedevtools.github.io/devtools-protocol). Playwright would not do: it keeps every page visible, and out of
 * the back/forward cache.
 */
export async function startChromium(): Promise<Browser> {
  const home = await mkdtemp(join(tmpdir(), 'wirehooks-chromium-'))
  const args = ['--headless=new', '--remote-debugging-port=0', '--no-first-run', `--user-data-dir=${home}`]
  const chromium = startProcessTree(process.env.CHROMIUM ?? 'chromium', [...args, ...chromiumArgs, 'about:blank'])
  const socket = await openCommandSocket(await chromium.waitForLine(/DevTools listening on (ws:\S+)/))
  // `Chrome/156.0.8078.79`, or `HeadlessChrome/…`.
  const { product } = await socket.send<{ product: string }>('Browser.getVersion')
  return {
    version: product.replace(/^.*\//, ''),
    newTab: () => newTab(socket),
    async close() {
      socket.close()
      await chromium.kill()
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

async function newTab(socket: CommandSocket): Promise<Tab> {
  interface Target {
    targetId: string
  }
  const target = await socket.send<Target>('Target.createTarget', { url: 'about:blank', newWindow: true })
  const { sessionId } = await socket.send<{ sessionId: string }>('Target.attachToTarget', { ...target, flatten: true })
  const send = <Result>(method: string, params?: object): Promise<Result> =>
    socket.send<Result>(method, params, sessionId)
  const ownLines: string[] = []
  const loads = new EventEmitter()

  socket.onEvent(({ sessionId: session, method, params }) => {
    if (session !== sessionId) return
    if (method === 'Page.loadEventFired') loads.emit('load')
    if (method === 'Log.entryAdded') ownLines.push((params.entry as { text: string }).text)
  })
  const { windowId } = await socket.send<{ windowId: number }>('Browser.getWindowForTarget', target)
  const setWindowState = async (windowState: 'minimized' | 'normal'): Promise<void> => {
    await socket.send('Browser.setWindowBounds', { windowId, bounds: { windowState } })
  }
  await send('Page.enable')
  await send('Log.enable')

  return {
    ownLines,
    async open(url) {
      const load = once(loads, 'load')
      await send('Page.navigate', { url })
      await load
    },
    async back() {
      await send('Runtime.evaluate', { expression: 'history.back()' })
    },
    async evaluate(expression) {
      interface Evaluated {
        result: { value: string }
        exceptionDetails?: { text: string; exception?: { description?: string } }
      }
      const params = { expression, awaitPromise: true, returnByValue: true }
      const { result, exceptionDetails } = await send<Evaluated>('Runtime.evaluate', params)
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      return result.value
    },
    hide: () => setWindowState('minimized'),
    show: () => setWindowState('normal'),
    async close() {
      await socket.send('Target.closeTarget', target)
    },
  }
}
