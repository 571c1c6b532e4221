import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What runs a program beside browsers. */
export interface Runtime {
  readonly name: 'Node' | 'Deno' | 'Bun'
  /** The words before the program. */
  readonly command: readonly [string, ...string[]]
}

const binary = (name: string): string => fileURLToPath(new URL(`binaries/node_modules/.bin/${name}`, import.meta.url))

export const runtimes: readonly Runtime[] = [
  { name: 'Node', command: [process.execPath] },
  { name: 'Deno', command: [binary('deno'), 'run', '--allow-all', '--quiet'] },
  { name: 'Bun', command: [binary('bun')] },
]

/** Not every platform has each of them. */
export function isThere({ command }: Runtime): boolean {
  return spawnSync(command[0], ['--version']).status === 0
}
