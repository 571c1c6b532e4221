import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface ExampleServer {
  readonly url: string
  readonly port: number
  /** Resolves when it is gone, with its exit code or signal. */
  kill(signal?: NodeJS.Signals): Promise<unknown>
}

/** An example's server that does not have to come up; `PORT` is any that is free unless `env` says which. */
export function spawnServer(example: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [`${root}examples/${example}/server.mjs`], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** An example's server as a process of its own, which may be killed. */
export async function startServer(example: string, env: NodeJS.ProcessEnv = {}): Promise<ExampleServer> {
  const child = spawnServer(example, env)
  child.stderr?.pipe(process.stderr)
  const [url = ''] = /\w+:\/\/\S+/.exec(await firstLine(child, /:\/\//)) ?? []
  return {
    url,
    port: Number(new URL(url).port),
    async kill(signal = 'SIGKILL') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode
      child.kill(signal)
      const [code, killer] = await once(child, 'exit')
      return code ?? killer
    },
  }
}

/** The first line on stdout that matches. */
export function firstLine(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) return reject(new Error('The process has no stdout'))
    createInterface(child.stdout).on('line', (line) => pattern.test(line) && resolve(line))
    child.once('exit', (code, signal) => reject(new Error(`It ended (${signal ?? code}) without a line of ${pattern}`)))
  })
}
