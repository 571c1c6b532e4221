import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Browser, Page } from 'playwright'
import { io, type Socket } from 'socket.io-client'
import { createServer, type ViteDevServer } from 'vite'
import type { Answer, ClientToServerEvents, ServerToClientEvents } from '../../../examples/socket.io-chat/protocol'
import { firstLine, giveName, openPage, root, type Somebody } from './chat'

export const example = `${root}examples/socket.io-chat`
/** What the servers of these tests sign tokens with. */
export const secret = 'a secret of the tests'

export interface ChatServer {
  readonly url: string
  readonly port: number
  /** Resolves when it is gone, with its exit code or signal. */
  kill(signal?: NodeJS.Signals): Promise<unknown>
}

/** The chat server as a process of its own, which may be killed. */
export async function startServer(env: NodeJS.ProcessEnv = {}): Promise<ChatServer> {
  const child = spawn(process.execPath, [`${example}/server.mjs`], {
    env: { ...process.env, PORT: '0', SECRET: secret, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await firstLine(child, /http:/)
  const url = line.slice(line.indexOf('http://'))
  return {
    url,
    port: Number(new URL(url).port),
    async kill(signal = 'SIGKILL') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      child.kill(signal)
      const [code, killer] = (await once(child, 'exit')) as [number | null, string | null]
      return code ?? killer
    },
  }
}

/** The app of somebody for whom the first of these servers is the nearest. */
export async function startApp(urls: string, name: string): Promise<ViteDevServer> {
  process.env.VITE_SERVER_URL = urls
  const app = await createServer({
    configFile: `${example}/vite.config.ts`,
    cacheDir: `${root}node_modules/.vite/socket.io-chat-test-${name}`,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0, watch: null, hmr: false },
  })
  return app.listen()
}

export async function join(browser: Browser, url: string, name: string): Promise<Somebody> {
  const { page, complaints } = await openPage(browser)
  await page.goto(url)
  const input = page.getByLabel(/^Message to/)
  await giveName(page, name)
  await isThere(page, name)
  return {
    page,
    name,
    complaints,
    input,
    async say(text) {
      await input.fill(text)
      await input.press('Enter')
    },
    heard: () => page.locator('.message .text').allTextContents(),
  }
}

/** In the room that is shown, with all that was said there. */
export async function isThere(page: Page, name: string): Promise<void> {
  await page.getByText('Connected', { exact: true }).waitFor()
  await page.getByRole('region', { name: 'Here now' }).getByText(name, { exact: true }).waitFor()
}

type ChatSocket = Socket<ServerToClientEvents, ClientToServerEvents>

/** A client without a page. */
export interface Peer {
  readonly socket: ChatSocket
  /** Every event with its arguments, without the first `welcome`. */
  readonly received: unknown[][]
  /** The acknowledgement, and everything before it is in `received`. */
  ask(event: string, ...args: unknown[]): Promise<Answer<Record<string, unknown>>>
}

export function dial(url: string, token: unknown): ChatSocket {
  return io(`${url}/chat`, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false })
}

export async function connect(url: string, token: unknown): Promise<Peer> {
  const socket = dial(url, token)
  const received: unknown[][] = []
  // What comes third is the server's place in the stream.
  socket.onAny((event: string, ...args: unknown[]) => {
    if (event !== 'welcome') received.push([event, ...args.slice(0, 2)])
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  const ask = (event: string, ...args: unknown[]): unknown =>
    (socket.timeout(5000) as unknown as Socket).emitWithAck(event, ...args)
  return { socket, received, ask: ask as Peer['ask'] }
}

export async function login(url: string, content: unknown): Promise<{ status: number; token: string; error: string }> {
  const body = typeof content === 'string' ? content : JSON.stringify(content)
  const response = await fetch(`${url}/login`, { method: 'POST', body })
  return { status: response.status, ...((await response.json()) as { token: string; error: string }) }
}
