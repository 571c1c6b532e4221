import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { createClient } from 'redis'

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

/** A connected client of the package `redis`. Before version 4.7, `connect()` does not resolve to it. */
export async function connectRedis(url: string) {
  const client = createClient({ url })
  await client.connect()
  return client
}

/** Ends a client of the package `redis` at once. Version 4 has no `destroy()`. */
export async function destroyClient(client: { destroy?(): void }): Promise<void> {
  if (client.destroy) client.destroy()
  else await call(client, 'disconnect')
}

/** Ends a client of the package `redis` once everything is answered. Version 4 has no `close()`. */
export async function closeClient(client: { close?(): Promise<unknown> }): Promise<void> {
  if (client.close) await client.close()
  else await call(client, 'quit')
}

/** Calls a function of version 4, which the types of newer versions call deprecated or do not have. */
async function call(client: object, name: 'disconnect' | 'quit'): Promise<void> {
  const run: unknown = Reflect.get(client, name)
  if (typeof run !== 'function') throw new Error(`This client of redis has no ${name}()`)
  await run.call(client)
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
