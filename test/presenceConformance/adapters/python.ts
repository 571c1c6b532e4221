import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Adapter, isWord, type Terms, type Word } from '../support/adapter'
import { hubs } from '../support/hubs'

const command = process.env.PYTHON ?? 'python3'
const program = join(import.meta.dirname, '../python/server.py')

/** A server that was written from PROTOCOL.md alone, in another language. */
export const python: Adapter = {
  ...hubs,
  name: 'Python',
  // It has no `who()`, and is a single process.
  hasServer: false,
  canCrash: false,
  ...(!isThere() && { missing: 'no python3: install the package python3, or set PYTHON to its path' }),

  async serve({ grace, ttl }: Terms) {
    // -B: it leaves no compiled files behind.
    const args = ['-B', program, '--grace', String(grace), '--ttl', String(ttl)]
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const heard: Word[] = []
    return {
      ports: [await listening(child, heard)],
      heard,
      who: nobodyAsks,
      crash: nobodyAsks,
      async stop() {
        if (child.exitCode !== null || child.signalCode !== null) return
        child.kill('SIGKILL')
        await once(child, 'exit')
      },
    }
  },
}

function isThere(): boolean {
  return spawnSync(command, ['--version']).status === 0
}

/** Resolves to the port. What the server is told from then on is in `heard`. */
function listening(child: ChildProcess, heard: Word[]): Promise<number> {
  return new Promise((resolve, reject) => {
    if (child.stdout) {
      createInterface(child.stdout).on('line', (line) => {
        const [what, value] = line.split(' ')
        if (what === 'listening') resolve(Number(value))
        if (what === 'heard' && isWord(value)) heard.push(value)
      })
    }
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The server in Python ended with ${code} before it listened`)))
  })
}

function nobodyAsks(): never {
  throw new Error('The server in Python has no such function')
}
