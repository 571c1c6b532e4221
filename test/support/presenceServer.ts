import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SocketIOPresenceOptions } from 'wirehooks/server/socket.io'

/** A Socket.IO server with presence in a process of its own. */
export interface PresenceProcess {
  readonly url: string
  readonly port: number
  /** Gives it no time for a last word. Resolves when it is gone. */
  kill(): Promise<void>
}

export interface PresenceProcessOptions extends Pick<SocketIOPresenceOptions, 'grace' | 'ttl' | 'batch' | 'maxBytes'> {
  redisUrl: string
  /** 0 takes any. */
  port?: number
}

const program = fileURLToPath(new URL('presenceServer.process.ts', import.meta.url))
const fromSource = new URL('../../scripts/fromSource.mjs', import.meta.url).href

export async function startPresenceProcess(options: PresenceProcessOptions): Promise<PresenceProcess> {
  const { redisUrl, port = 0, ...rest } = options
  const child = fork(program, [String(port), redisUrl, JSON.stringify(rest)], { execArgv: ['--import', fromSource] })
  const ended = once(child, 'exit')
  const reported = await Promise.race([once(child, 'message'), ended.then(() => undefined)])
  if (!reported) throw new Error('The server process ended before it listened')
  const [report] = reported as [{ port: number }]
  return {
    url: `http://127.0.0.1:${report.port}`,
    port: report.port,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
