import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A program and everything that it starts. It ends with this process, however that ends. */
export interface Family {
  /** Resolves with what the group of the pattern matches in what the program writes to stderr. Rejects when it ends before. */
  says(pattern: RegExp): Promise<string>
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>
  /** Ends all of it. Resolves when it is gone. */
  kill(): Promise<void>
}

const runner = fileURLToPath(new URL('family.process.ts', import.meta.url))

export function startFamily(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Family {
  const child = spawn(process.execPath, [runner, command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
    // Makes it the leader of a process group.
    detached: true,
  })
  const ended = once(child, 'exit')
  let said = ''
  child.stderr.on('data', (text) => (said += String(text)))

  return {
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        function look(): void {
          const found = pattern.exec(said)?.[1]
          if (found !== undefined) resolve(found)
        }
        look()
        child.stderr.on('data', look)
        void ended.then(() => reject(new Error(`${command} ended before it said ${String(pattern)}:\n${said}`)))
      }),
    async kill() {
      child.stdin.end()
      await ended
    },
  }
}
