import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../examples/support/server'
import { env } from './app'

const execute = promisify(execFile)

/** A project that is type-checked, and has nothing but what its package.json would name. */
export interface ProjectOptions {
  /** A folder that is not there yet. */
  folder: string
  /** The packages of the root that it has, besides wirehooks. */
  packages: readonly string[]
  /** Whether it has the types of React. @default true */
  hasReact?: boolean
  /** Its files, by their paths. */
  files: Readonly<Record<string, string>>
  /** Beside those that every project has. */
  compilerOptions: Readonly<Record<string, unknown>>
}

/** What a fresh project of TypeScript has. Libraries are checked too: what they declare shall hold in any project. */
const freshOptions = {
  strict: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'ES2022',
  lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  jsx: 'react-jsx',
  types: [],
}

/** Writes a project with wirehooks as it was built. */
export function createProject({ folder, packages, hasReact = true, files, compilerOptions }: ProjectOptions): void {
  const typesOfReact = hasReact ? ['@types/react', 'csstype'] : []
  const modules = join(folder, 'node_modules')
  for (const name of ['dist', 'package.json'])
    cpSync(join(root, name), join(modules, 'wirehooks', name), { recursive: true })
  for (const name of ['zustand', ...typesOfReact, ...packages]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  const tsconfig = { compilerOptions: { ...freshOptions, ...compilerOptions }, exclude: ['node_modules'] }
  const all = { 'tsconfig.json': JSON.stringify(tsconfig), 'package.json': '{ "type": "module" }', ...files }
  for (const [path, text] of Object.entries(all)) writeFileSync(join(folder, path), text)
}

/** What a compiler of the root complains of. */
export async function complaintsOf(compiler: 'tsc' | 'tsc6', folder: string): Promise<string> {
  try {
    await execute(join(root, 'node_modules/.bin', compiler), ['--project', folder, '--pretty', 'false'], {
      cwd: folder,
      env,
    })
    return ''
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string }
    return stdout + stderr || String(cause)
  }
}
