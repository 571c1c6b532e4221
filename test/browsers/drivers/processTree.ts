import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A program and every process that it starts. All of them end with this process, however that ends. */
export interface ProcessTree {
  /**
   * Waits for a line on stderr; resolves with the first group of `pattern`. Rejects when the program ends before, and
   * after 60 s without such a line.
   */
  waitForLine(pattern: RegExp): Promise<string>
  /** Resolves when the program has ended. */
  readonly ended: Promise<unknown>
  /** Ends all processes. Resolves when they are gone. */
  kill(): Promise<void>
}

const lineTimeoutMs = 60_000
const runner = fileURLToPath(new URL('processTree.process.ts', import.meta.url))

export function startProcessTree(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ProcessTree {
  const child = spawn(process.execPath, [runner, command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
    // Makes it the leader of a process group.
    detached: true,
  })
  const ended = once(child, 'exit')
  let printed = ''
  child.stderr.on('data', (text) => (printed += String(text)))

  /** The lines that are complete: of one that is still being written, a pattern would match a part. */
  function lines(): string[] {
    return printed.split(/\r?\n/).slice(0, -1)
  }

  return {
    ended,
    waitForLine: (pattern) =>
      new Promise((resolve, reject) => {
        function look(): void {
          const found = lines()
            .map((line) => pattern.exec(line)?.[1])
            .find((group) => group !== undefined)
          if (found === undefined) return
          clearTimeout(timer)
          resolve(found)
        }
        function fail(what: string): void {
          clearTimeout(timer)
          reject(new Error(`Expected ${command} to print a line like ${String(pattern)}, but ${what}:\n${printed}`))
        }
        const timer = setTimeout(() => fail(`it did not within ${lineTimeoutMs / 1000} s`), lineTimeoutMs)
        look()
        child.stderr.on('data', look)
        void ended.then(() => fail('it ended'))
      }),
    async kill() {
      child.stdin.end()
      await ended
    },
  }
}
