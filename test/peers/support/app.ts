import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { env } from '../../pack/support/app'
import { folder, oldest } from '../oldestVersions'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const execute = promisify(execFile)

/** What a program said, and how it ended. */
export interface Ran {
  readonly code: number
  readonly output: string
}

/** An application in a folder of its own, with wirehooks as it is packed. */
export interface App {
  /** Runs a program to its end; does not throw where it fails. */
  run(command: string, ...args: string[]): Promise<Ran>
  /** The path of a file in it. */
  path(...parts: string[]): string
  remove(): Promise<void>
}

export interface AppOptions {
  /** The packages that it depends on beside wirehooks, with their versions. */
  dependencies: Readonly<Record<string, string>>
  /** A package-lock.json to begin with: npm then installs sooner, and the same versions every time. */
  lock?: string
  /** A folder whose files are copied into it. */
  template?: string
}

/** Makes the folder of an application. Its packages are not installed yet: see `install`. */
export async function createApp({ dependencies, lock, template }: AppOptions): Promise<App> {
  const home = await mkdtemp(join(tmpdir(), 'wirehooks-peers-'))
  if (template) await cp(template, home, { recursive: true })
  if (lock) await cp(lock, join(home, 'package-lock.json'))
  await writeFile(join(home, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  return {
    run: (command, ...args) => run(home, command, args),
    path: (...parts) => join(home, ...parts),
    remove: () => rm(home, { recursive: true, force: true }),
  }
}

/** The app with the oldest versions of everything. */
export async function createOldestApp(): Promise<App> {
  const template = fileURLToPath(new URL('../app', import.meta.url))
  return createApp({ dependencies: oldest, lock: join(folder, 'package-lock.json'), template })
}

/** Packs wirehooks as it was built into an app, and returns the name of the tarball. */
export async function packInto(app: App): Promise<string> {
  const { output, code } = await run(root, 'npm', [
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    app.path(),
  ])
  if (code !== 0) throw new Error(output)
  const [packed] = JSON.parse(output.slice(output.indexOf('['))) as { filename: string; files: { path: string }[] }[]
  if (!packed?.files.some(({ path }) => path === 'dist/index.js'))
    throw new Error('Run npm run build first: there is no dist')
  return packed.filename
}

/**
 * Installs these packages beside the dependencies of the app, and fails where npm finds a peer dependency that does not fit. The
 * output is empty where all is well.
 */
export async function install(app: App, packages: readonly string[], ...flags: readonly string[]): Promise<Ran> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']
  return app.run('npm', 'install', '--strict-peer-deps', ...quiet, ...flags, ...packages)
}

async function run(cwd: string, command: string, args: readonly string[]): Promise<Ran> {
  try {
    const { stdout, stderr } = await execute(command, args, { cwd, env, maxBuffer: 16_000_000 })
    return { code: 0, output: stdout + stderr }
  } catch (cause) {
    const {
      code = 1,
      stdout = '',
      stderr = '',
    } = cause as Partial<Record<'stdout' | 'stderr', string>> & { code?: number }
    return { code, output: stdout + stderr }
  }
}
