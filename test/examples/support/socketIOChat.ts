import type { Browser, Page } from 'playwright'
import { io, type Socket } from 'socket.io-client'
import type { Answer, ClientToServerEvents, ServerToClientEvents } from '../../../examples/socket.io-chat/protocol'
import { giveName, openPage, type Somebody } from './chat'
import { type ExampleServer, startServer as start } from './server'

/** What the servers of these tests sign tokens with. */
export const secret = 'a secret of the tests'

export function startServer(env: NodeJS.ProcessEnv = {}): Promise<ExampleServer> {
  return start('socket.io-chat', { SECRET: secret, ...env })
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
