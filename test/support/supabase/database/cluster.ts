import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** A private PostgreSQL: its own folder, a socket in it, no port. */
export interface Cluster {
  /** The folder that the socket is in: what `pg` takes for a host. */
  readonly host: string
  stop(): Promise<void>
}

const run = promisify(execFile)
const system = '/usr/lib/postgresql'

/** Where `initdb` and `postgres` are, if they are on this machine. */
export async function findPostgres(): Promise<string | null> {
  if (process.platform === 'win32') return null
  const versions = existsSync(system) ? await readdir(system) : []
  const folders = [
    ...versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => join(system, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) ?? null
}

/** Starts one. It ends with this process, however that ends, and its folder goes with it. */
export async function startCluster(bin: string): Promise<Cluster> {
  const user = await unprivileged()
  const host = await mkdtemp(join(tmpdir(), 'wirehooks-pg-'))
  if (user) await chown(host, user.uid, user.gid)
  const data = join(host, 'data')
  const options = { ...user, cwd: host, env: { ...process.env, LC_ALL: 'C.UTF-8', HOME: host } }
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], options)

  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=50', 'jit=off']
  const args = ['-D', data, '-k', host, '-c', 'listen_addresses=', ...settings.flatMap((setting) => ['-c', setting])]
  // The shell outlives a test worker that is killed: the end of its input is the end of the cluster.
  const script = '"$@" >/dev/null 2>&1 & read -r end; kill -QUIT $!; wait $!; exec rm -rf "$PWD"'
  const shell = spawn('sh', ['-c', script, 'sh', join(bin, 'postgres'), ...args], {
    ...options,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => shell.once('exit', () => resolve()))
  shell.unref()
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref()

  return {
    host,
    async stop() {
      shell.ref()
      shell.stdin.end()
      await ended
      await rm(host, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to be run by root: whom to run it as instead. */
async function unprivileged(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null
  const ask = async (...args: string[]): Promise<number> => Number((await run('id', args)).stdout)
  const user = await ask('-u', 'postgres').then(
    () => 'postgres',
    () => 'nobody',
  )
  return { uid: await ask('-u', user), gid: await ask('-g', user) }
}
