import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A program and everything that it starts. It ends with this process, however that ends. */
export interface Family {
  readonly process: ChildProcess
  /** Resolves with what matches in what the program writes to stderr. Rejects when it ends before. */
  says(pattern: RegExp): Promise<string>
  /** Ends all of it. Resolves when it is gone. */
  kill(): Promise<void>
}

const runner = fileURLToPath(new URL('family.process.ts', import.meta.url))

export function startFamily(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Family {
  const child = spawn(process.execPath, [runner, command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const ended = once(child, 'exit')
  let said = ''

  return {
    process: child,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        child.stderr?.on('data', (text) => {
          said += String(text)
          const found = pattern.exec(said)
          if (found) resolve(found[1] ?? found[0])
        })
        child.on('exit', () => reject(new Error(`${command} ended before it said ${String(pattern)}:\n${said}`)))
      }),
    async kill() {
      child.stdin?.end()
      await ended
    },
  }
}
