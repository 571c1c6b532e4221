import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { login } from './socketIOChat'
import { root, spawnServer } from './server'

/** One way in to a server, by which a stranger may open a WebSocket. */
export interface Entrance {
  /** What stands in the address. */
  readonly path: string
  /** What has to be said first to be heard at all. */
  greeting?(url: string): Promise<readonly string[]> | readonly string[]
  /** What the server listens to; with it goes what makes no sense. */
  readonly events: readonly string[]
  /** The text of a frame with an event and this JSON as its content. */
  frame(event: string, json: string): string
}

/** A server that strangers meet. */
export interface AttackedServer {
  readonly example: string
  /** Paths below which the server looks for something. */
  readonly prefixes: readonly string[]
  /** Addresses to which a page posts. */
  readonly bodies: readonly string[]
  readonly entrances: readonly Entrance[]
  readonly env?: NodeJS.ProcessEnv
}

const envelope = (type: string, payload: string): string => `{"type":"${type}","payload":${payload},"id":"1"}`
const phoenix = (event: string, payload: string): string => `["1","2","realtime:board","${event}",${payload}]`
const phoenixEvents = ['phx_join', 'presence', 'broadcast', 'access_token', 'heartbeat', 'phx_leave']
const socketIOPath = '/socket.io/?EIO=4&transport=websocket'
const supabasePath = '/realtime/v1/websocket?apikey=sb_publishable_local&vsn=2.0.0'
const fromSource = { NODE_OPTIONS: `--import ${root}scripts/fromSource.mjs` }

/** The same list of attacks is made on each of them. */
export const attackedServers: readonly AttackedServer[] = [
  {
    example: 'metrics-dashboard',
    prefixes: [''],
    bodies: [],
    entrances: [{ path: '/', events: ['RESUME', 'ping'], frame: envelope }],
  },
  {
    example: 'presence-board',
    prefixes: ['', '/ws', '/supabase', '/socket.io'],
    env: fromSource,
    bodies: [],
    entrances: [
      { path: '/ws', events: ['presence'], frame: envelope },
      {
        path: socketIOPath,
        greeting: () => ['40'],
        events: ['presence'],
        frame: (event, json) => `42["${event}",${json}]`,
      },
      { path: `/supabase${supabasePath}`, events: phoenixEvents, frame: phoenix },
    ],
  },
  {
    example: 'socket.io-chat',
    prefixes: ['', '/socket.io', '/login'],
    bodies: ['/login'],
    entrances: [
      {
        path: socketIOPath,
        greeting: async (url) => [`40/chat,${JSON.stringify({ token: (await login(url, { name: 'Ada' })).token })}`],
        events: ['join', 'leave', 'history', 'say', 'typing'],
        frame: (event, json) => `42/chat,1["${event}",${json},${json}]`,
      },
    ],
  },
  { example: 'sse-notifications', prefixes: ['', '/users', '/users/ada'], bodies: ['/login', '/jobs'], entrances: [] },
  {
    example: 'supabase-todos',
    prefixes: ['', '/rest/v1', '/realtime/v1'],
    bodies: ['/rest/v1/todos?apikey=sb_secret_local'],
    entrances: [{ path: supabasePath, events: phoenixEvents, frame: phoenix }],
  },
  {
    example: 'websocket-chat',
    prefixes: [''],
    bodies: [],
    entrances: [
      { path: '/', events: ['AUTH'], frame: envelope },
      {
        path: '/',
        greeting: () => [
          envelope('AUTH', '{"token":"demo","key":"the key that Ada has","name":"Ada"}'),
          envelope('ENTER', '{"room":"lobby","since":null}'),
        ],
        events: ['AUTH', 'ENTER', 'SAY', 'TYPING'],
        frame: envelope,
      },
    ],
  },
]

/** A server that runs, and what became of it. */
export interface Attacked {
  readonly url: string
  readonly port: number
  /** All that it has said on stderr: what a stranger can make it write fills a disk. */
  complaints(): string
  /** Ends it. Resolves with how it ended: 0 when nobody has ended it before. */
  stop(): Promise<unknown>
}

export async function startAttacked({ example, env }: AttackedServer): Promise<Attacked> {
  const folder = mkdtempSync(join(tmpdir(), 'attacked-'))
  const child = spawnServer(example, { ...env, LOG: join(folder, 'log.jsonl') })
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)))
  let complaints = ''
  child.stderr?.on('data', (data: Buffer) => (complaints += String(data)))
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (data: Buffer) => {
      output += String(data)
      const [url] = /\w+:\/\/\S+(?=\n)/.exec(output) ?? []
      if (url) resolve(url)
    })
    child.once('exit', () => reject(new Error(`The server of ${example} did not start: ${complaints}`)))
  })
  return {
    url: url.replace(/^ws/, 'http'),
    port: Number(new URL(url).port),
    complaints: () => complaints,
    async stop() {
      child.kill('SIGTERM')
      const end = await ended
      rmSync(folder, { recursive: true, force: true })
      return end
    },
  }
}
