import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A JavaScript runtime that is no browser. */
export interface Runtime {
  readonly name: 'Node' | 'Deno' | 'Bun'
  /** The command line that runs a file, without the name of that file. */
  readonly command: readonly [string, ...string[]]
}

const binary = (name: string): string => fileURLToPath(new URL(`binaries/node_modules/.bin/${name}`, import.meta.url))

export const runtimes: readonly Runtime[] = [
  { name: 'Node', command: [process.execPath] },
  { name: 'Deno', command: [binary('deno'), 'run', '--allow-all', '--quiet'] },
  { name: 'Bun', command: [binary('bun')] },
]

/** Whether it is installed: npm has no Deno and no Bun for some platforms. */
export function isThere({ command }: Runtime): boolean {
  return spawnSync(command[0], ['--version']).status === 0
}
