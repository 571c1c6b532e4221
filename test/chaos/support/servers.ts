import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a server process is told. */
export interface Settings {
  /** 0 takes any. */
  port: number
  /** Where Redis is. */
  redis: string
  grace: number
  ttl: number
  /** Whether its store compares versions. */
  isFenced: boolean
}

/** A server process that stays at its port. */
export interface Server {
  readonly port: number
  readonly isUp: boolean
  /** Ends it without a last word, and starts the next one. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('../server.process.ts', import.meta.url))
const fromSource = new URL('../../../scripts/fromSource.mjs', import.meta.url).href

export async function startServer(settings: Settings): Promise<Server> {
  let { port } = settings
  let isUp = false
  let child = await start()

  async function start(): Promise<ChildProcess> {
    const next = fork(program, [JSON.stringify({ ...settings, port })], { execArgv: ['--import', fromSource] })
    const ended = once(next, 'exit').then(() => Promise.reject(new Error('The server process ended')))
    const [report] = await Promise.race([once(next, 'message'), ended])
    ;({ port } = report as { port: number })
    // From here on its end is what is asked for.
    ended.catch(() => {})
    isUp = true
    return next
  }

  async function kill(): Promise<void> {
    isUp = false
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  return {
    get port() {
      return port
    },
    get isUp() {
      return isUp
    },
    async restart() {
      await kill()
      child = await start()
    },
    stop: kill,
  }
}
