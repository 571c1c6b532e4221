import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { firstLine } from '../../examples/support/server'

const templates = fileURLToPath(new URL('..', import.meta.url))
const execute = promisify(execFile)

/** A fresh app in a folder of its own. */
export interface App {
  has(packageName: string): boolean
  /** Runs one of its tools to the end. Throws what it said when it fails. */
  run(tool: string, ...args: string[]): Promise<void>
  /** Starts one of its tools that serves, and resolves with the address that it prints. */
  serve(tool: string, ...args: string[]): Promise<string>
  /** Ends what it serves. */
  stop(): Promise<void>
}

export interface AppOptions {
  /** A folder that is not there yet. */
  folder: string
  template: 'vite-app' | 'next-app'
  tarball: string
  /** Other versions than those of the template. */
  versions?: Readonly<Record<string, string>>
}

/** Copies a template, and installs it and the packed wirehooks as a user would. */
export async function createApp({ folder, template, tarball, versions = {} }: AppOptions): Promise<App> {
  const servers: ChildProcess[] = []
  const bin = join(folder, 'node_modules/.bin')
  cpSync(join(templates, template), folder, { recursive: true })
  change(join(folder, 'package.json'), versions)
  await runToEnd('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], folder)

  return {
    has: (packageName) => existsSync(join(folder, 'node_modules', packageName)),
    run: (tool, ...args) => runToEnd(join(bin, tool), args, folder),
    async serve(tool, ...args) {
      const server = spawn(join(bin, tool), args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
      servers.push(server)
      const [address = ''] = /http:\S+/.exec(await firstLine(server, /http:/)) ?? []
      return address
    },
    async stop() {
      await Promise.all(servers.map(end))
    },
  }
}

/** Ours, without what npm and Vitest have put there for themselves: builds look at it. */
export const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfOurTools(name))),
  NEXT_TELEMETRY_DISABLED: '1',
}

function isOfOurTools(name: string): boolean {
  return /^(NODE_ENV|TEST|DEV|PROD|MODE|SSR|BASE_URL|VITE.*|NODE_OPTIONS|npm_(package|lifecycle)_.*)$/.test(name)
}

async function runToEnd(command: string, args: string[], cwd: string): Promise<void> {
  try {
    await execute(command, args, { cwd, env })
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`, { cause })
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill()
  await once(server, 'exit')
}

function change(path: string, versions: Readonly<Record<string, string>>): void {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, string>>
  for (const [name, version] of Object.entries(versions))
    for (const group of ['dependencies', 'devDependencies'])
      if (manifest[group]?.[name]) manifest[group][name] = version
  writeFileSync(path, JSON.stringify(manifest, null, 2))
}
