import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export const windows = process.platform === 'win32'

/** A path inside the repository. */
export function fromRoot(...path) {
  return join(root, ...path)
}

export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** Runs a command to its end, showing only what it says on stderr. */
export function succeeds(command, args, options) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], ...options }).status === 0
}

/** Runs a command to its end, showing nothing. */
export function succeedsSilently(command, args, options) {
  return succeeds(command, args, { stdio: 'ignore', ...options })
}

/** The npm that runs us, or else the one on PATH; by the `node` on PATH, which may not be the one that runs us. */
export function npm(...args) {
  const quiet = ['--no-fund', '--no-audit', '--loglevel=error']
  const path = process.env.npm_execpath
  return path?.endsWith('npm-cli.js')
    ? succeeds('node', [path, ...args, ...quiet])
    : succeeds('npm', [...args, ...quiet], { shell: windows })
}

export function say(text) {
  console.log(`setup: ${text}`)
}

export function stop(text) {
  console.error(`setup: ${text}`)
  process.exit(1)
}
