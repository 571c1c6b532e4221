import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Runtime } from './runtimes'

/** A program that runs in one of the runtimes. */
export interface Program {
  /** The lines that it wrote, oldest first. */
  readonly lines: readonly string[]
  /** What it wrote to stderr. */
  readonly errors: string
  /** Its exit code, once it has ended. */
  readonly exitCode: number | null
  /** Writes a line of JSON for it. */
  tell(words: readonly unknown[]): void
  kill(): void
}

/** @param name A file beside this one. */
export function startProgram({ command }: Runtime, name: string, ...args: string[]): Program {
  const [first, ...rest] = command
  const file = fileURLToPath(new URL(name, import.meta.url))
  const child = spawn(first, [...rest, file, ...args], { stdio: 'pipe' })
  const lines: string[] = []
  let errors = ''
  createInterface(child.stdout).on('line', (line) => lines.push(line))
  child.stderr.on('data', (text) => (errors += String(text)))
  child.stdin.on('error', () => {})

  return {
    lines,
    get errors() {
      return errors
    },
    get exitCode() {
      return child.exitCode
    },
    tell: (words) => child.stdin.write(`${JSON.stringify(words)}\n`),
    kill: () => child.kill('SIGKILL'),
  }
}
