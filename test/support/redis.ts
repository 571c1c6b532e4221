import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

export interface RedisServer {
  readonly url: string
  /** Resolves when it is gone. */
  stop(): Promise<void>
}

/** A Redis of one's own, which keeps nothing on disk. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort()
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn(process.env.REDIS_SERVER ?? 'redis-server', args.map(String), {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await ready(child)
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** What a client of the package `redis` has to end it at once. */
interface EndingClient {
  destroy(): void
  /** The name of `destroy()` in version 4. */
  disconnect(): Promise<unknown>
}

/** Ends a client of the package `redis` at once, whatever its version. */
export async function endClient(client: Partial<EndingClient>): Promise<void> {
  if (client.destroy) client.destroy()
  else await client.disconnect?.()
}

/** It cannot choose one itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = []
    if (child.stdout) {
      createInterface(child.stdout).on('line', (line) => {
        said.push(line)
        if (line.includes('Ready to accept connections')) resolve()
      })
    }
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`redis-server ended: ${said.join('\n')}`)))
  })
}
